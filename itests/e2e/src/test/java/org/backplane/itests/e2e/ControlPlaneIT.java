package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever one control call waits for, the others are answered. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControlPlaneIT {

  private static final int MONITORS = 4;
  private static final String STATUS = "{\"execute\":\"query-status\"}";

  private static Installation installation;

  private Host host;
  private final List<QmpClient> monitors = new ArrayList<>();

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
    installation.deploy(HangingBundle.make(installation), "hanging.jar");
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @BeforeEach
  void start() throws Exception {
    var words = new ArrayList<>(List.of("-machine", "none", "-nodefaults"));
    for (int i = 0; i < MONITORS; i++) {
      Files.deleteIfExists(socket(i));
      words.addAll(List.of("-qmp", "unix:" + socket(i) + ",server=on,wait=off"));
    }
    host = installation.start(words.toArray(String[]::new));
    for (int i = 0; i < MONITORS; i++) {
      monitors.add(QmpClient.awaited(host, socket(i)));
    }
    host.await("the type that hangs", this::typeIsThere);
  }

  private static Path socket(int number) {
    return installation.scratch("m" + number);
  }

  private boolean typeIsThere() {
    try {
      return monitors
          .getFirst()
          .returned("{\"execute\":\"qom-list-types\"}")
          .toString()
          .contains("name=hanging");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void end() throws Exception {
    for (QmpClient monitor : monitors) {
      monitor.close();
    }
    monitors.clear();
    host.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create |",
        "change | {\"execute\":\"qom-set\",\"arguments\":{\"path\":\"h\",\"property\":\"mood\",\"value\":\"x\"}}",
        "read   | {\"execute\":\"qom-get\",\"arguments\":{\"path\":\"h\",\"property\":\"mood\"}}",
        "close  | {\"execute\":\"object-del\",\"arguments\":{\"id\":\"h\"}}"
      })
  void aBackendThatHangsHoldsUpWhoAskedForItAlone(String way, String trigger) throws Exception {
    QmpClient waiting = monitors.removeFirst();
    try (waiting) {
      String add = add("h", way);
      if (trigger == null) {
        waiting.send(add + "\n");
      } else {
        waiting.returned(add);
        waiting.send(trigger + "\n");
      }
      assertOthersGoOn();
    }
  }

  @Test
  void backendsThatKeepEveryProcessorBusyDoNotSilenceTheMonitors() throws Exception {
    var spinning = new ArrayList<QmpClient>();
    try {
      for (int i = 0; i < 2; i++) {
        QmpClient asking = monitors.removeFirst();
        spinning.add(asking);
        asking.send(add("s" + i, "spin") + "\n");
      }
      assertOthersGoOn();
    } finally {
      for (QmpClient asking : spinning) {
        asking.close();
      }
    }
  }

  @Test
  void absentPeersOfCharacterDevicesHoldUpNobody() throws Exception {
    Path full = installation.scratch("full");
    Files.deleteIfExists(full);
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(full), 1);
      var first = SocketChannel.open(UnixDomainSocketAddress.of(full));
      var second = SocketChannel.open(UnixDomainSocketAddress.of(full));
      try (first;
          second;
          QmpClient one = monitors.removeFirst();
          QmpClient two = monitors.removeFirst()) {
        one.send(chardev("c0", full, "\"server\":false"));
        two.send(chardev("c1", installation.scratch("awaited"), "\"server\":true,\"wait\":true"));
        assertOthersGoOn();
      }
    }
  }

  private static String chardev(String id, Path path, String more) {
    return """
        {"execute":"chardev-add","arguments":{"id":"%s","backend":{"type":"socket","data":
        {"addr":{"type":"unix","data":{"path":"%s"}},%s}}}}
        """
        .formatted(id, path, more);
  }

  private static String add(String id, String way) {
    return "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"hanging\",\"id\":\"%s\",\"hang\":\"%s\"}}"
        .formatted(id, way);
  }

  /** They see the machine and the types, and make and delete an object, several times. */
  private void assertOthersGoOn() throws IOException {
    for (int i = 0; i < 20; i++) {
      for (QmpClient monitor : monitors) {
        assertThat(monitor.returned(STATUS).toString()).contains("status=running");
      }
    }
    QmpClient monitor = monitors.getLast();
    monitor.returned(
        "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-ram\",\"id\":\"m\",\"size\":4096}}");
    assertThat(monitor.returned("{\"execute\":\"query-memdev\"}").toString()).contains("id=m");
    assertThat(monitor.returned("{\"execute\":\"qom-list\",\"arguments\":{\"path\":\"/objects\"}}"))
        .asString()
        .contains("name=m,");
    monitor.returned("{\"execute\":\"object-del\",\"arguments\":{\"id\":\"m\"}}");
  }
}
