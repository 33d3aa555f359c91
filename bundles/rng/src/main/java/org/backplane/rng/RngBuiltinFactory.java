package org.backplane.rng;

import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code rng-builtin}. */
@Component
public final class RngBuiltinFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      RngBackendProperties.type(
          "rng-builtin", "entropy from the random-number generator of this process");

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) {
    return new RngBuiltin(
        creation.path().id(), creation.subject(), new RequestMeter(creation.metrics()));
  }
}
