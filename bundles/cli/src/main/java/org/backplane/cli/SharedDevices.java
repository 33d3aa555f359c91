package org.backplane.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.Container;

/**
 * Character devices with {@code mux=on}: the device itself gets another id, a mux stands in its
 * place, and each user after the first has a port of it.
 */
final class SharedDevices {

  private static final String BASE = "-base";
  private static final String ON = "on";

  private final Set<String> ids = new HashSet<>();
  private final Map<String, Integer> users = new HashMap<>();
  private final List<ObjectRequest> ports = new ArrayList<>();

  /** The requests that make a shared device. */
  List<ObjectRequest> share(ObjectRequest device) {
    String id = device.id();
    ids.add(id);
    return List.of(
        new ObjectRequest(device.container(), device.type(), id + BASE, device.options()),
        request("mux", id, Map.of("chardev", id + BASE)));
  }

  /**
   * Where the next user of a device takes its place.
   *
   * @param id as the user gave it
   * @param onDemand whether it sees nobody until somebody switches to it
   * @return the device's own id, or that of a port to be made
   */
  String place(String id, boolean onDemand) {
    int before = users.merge(id, 1, Integer::sum) - 1;
    if (before == 0 || !ids.contains(id)) {
      return id;
    }
    String port = id + "." + before;
    ports.add(
        request(
            "mux-port", port, onDemand ? Map.of("mux", id, "on-demand", ON) : Map.of("mux", id)));
    return port;
  }

  /** The ports that the users so far need. */
  List<ObjectRequest> ports() {
    return List.copyOf(ports);
  }

  private static ObjectRequest request(String type, String id, Map<String, String> properties) {
    return new ObjectRequest(
        Container.CHARDEVS, type, id, Options.ofWords(Dialect.COMMAND_LINE, properties));
  }
}
