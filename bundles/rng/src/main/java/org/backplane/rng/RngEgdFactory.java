package org.backplane.rng;

import java.time.Duration;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code rng-egd}. */
@Component
public final class RngEgdFactory implements BackendFactory {

  private static final Duration SILENCE = Duration.ofSeconds(30);
  private static final String CHARDEV = "chardev";
  private static final TypeDescription TYPE =
      RngBackendProperties.type(
              "rng-egd",
              "entropy from an EGD server behind a character device",
              Property.required(
                  CHARDEV, new PropertyKind.Text(), "id of the character device to the server"))
          .measuring(RequestMeter.commonAnd(EgdMeter.RECONNECTS));

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    var client =
        new EgdClient(
            "backplane-rng-" + creation.path().id(),
            creation.subject(),
            SILENCE,
            EgdMeter.of(creation.metrics()));
    var backend = new RngEgd(client);
    try {
      backend.start(
          creation.lease(
              ObjectPath.chardev(creation.properties().text(CHARDEV)),
              Chardev.class,
              LeaseTerms.exclusive(creation.subject()),
              backend));
      return backend;
    } catch (BackplaneException e) {
      backend.abandon();
      throw e;
    }
  }
}
