package org.backplane.rng;

import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code rng-builtin}. */
@Component
public final class RngBuiltinFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      new TypeDescription(
          "rng-builtin",
          RngBackendProperties.PARENT,
          Container.OBJECTS,
          "entropy from the random-number generator of this process",
          RngBackendProperties.common());

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) {
    return new RngBuiltin(creation.path().id(), creation.subject());
  }
}
