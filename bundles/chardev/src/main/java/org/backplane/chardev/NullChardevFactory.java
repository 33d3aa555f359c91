package org.backplane.chardev;

import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code null}. */
@Component
public final class NullChardevFactory implements BackendFactory {

  private static final TypeDescription TYPE = ChardevType.of("null", "a device without a peer");

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) {
    return new NullChardev();
  }
}
