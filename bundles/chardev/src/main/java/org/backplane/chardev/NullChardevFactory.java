package org.backplane.chardev;

import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code null}. */
@Component(service = BackendFactory.class)
public final class NullChardevFactory extends ChardevFactory {

  private static final TypeDescription TYPE = ChardevType.of("null", "a device without a peer");

  public NullChardevFactory() {
    super(TYPE);
  }

  @Override
  Chardev make(Creation creation) {
    return new NullChardev(
        creation.properties().findText(ChardevType.LOGFILE).isPresent(),
        Traffic.of(creation.metrics()));
  }
}
