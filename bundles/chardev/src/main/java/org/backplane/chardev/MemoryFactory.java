package org.backplane.chardev;

import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.osgi.service.component.annotations.Component;

/** Offers {@code memory}, the old name of {@code ringbuf}. */
@Component(service = BackendFactory.class)
public final class MemoryFactory extends ChardevFactory {

  public MemoryFactory() {
    super(RingBufferFactory.type("memory"));
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    return RingBufferFactory.ring(creation);
  }
}
