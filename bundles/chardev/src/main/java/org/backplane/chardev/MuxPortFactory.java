package org.backplane.chardev;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.osgi.service.component.annotations.Component;

/** Offers {@code mux-port}: one more place at a {@code mux}. */
@Component(service = BackendFactory.class)
public final class MuxPortFactory implements BackendFactory {

  private static final String MUX = "mux";
  private static final String ON_DEMAND = "on-demand";
  private static final TypeDescription TYPE =
      new TypeDescription(
          "mux-port",
          "chardev",
          Container.CHARDEVS,
          "one more user's place at a mux",
          List.of(
              Property.required(MUX, new PropertyKind.Text(), "id of the mux"),
              Property.fixed(
                  ON_DEMAND,
                  new PropertyKind.Bool(),
                  new PropertyValue.Bool(false),
                  "its user sees nobody until somebody switches to it")));

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    var device =
        new MuxPortChardev(MuxFactory.port(creation, creation.properties().bool(ON_DEMAND)));
    var lease =
        creation.lease(
            ObjectPath.chardev(creation.properties().text(MUX)),
            MuxChardev.class,
            LeaseTerms.pinning(creation.subject()),
            device);
    if (device.isRefused()) {
      lease.close();
      throw new InUseException(
          creation.subject(),
          "mux '%s' has %d places and all are taken".formatted(lease.path().id(), Mux.MOST_PORTS),
          "use another character device");
    }
    return device;
  }
}
