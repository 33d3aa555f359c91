package com.example.rng;

import java.util.List;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers the type {@code rng-example}: being a service is all that it takes. */
@Component
public final class RngExampleFactory implements BackendFactory {

  private static final Property SEED =
      Property.fixed(
          "seed",
          new PropertyKind.Text(),
          new PropertyValue.Text("example"),
          "text from which all bytes follow");

  private static final Property OPENED =
      Property.readOnly("opened", new PropertyKind.Bool(), "whether the source is in use");

  private static final TypeDescription TYPE =
      new TypeDescription(
          "rng-example",
          "rng-backend",
          Container.OBJECTS,
          "repeatable bytes for tests, no entropy",
          List.of(OPENED, SEED));

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) {
    return new RngExample(creation.path().id(), creation.properties().text(SEED.name()));
  }
}
