package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host that waits before its machine is built, and one that outlives its guest. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PreconfigIT {

  private static final String STATUS = "{\"execute\":\"query-status\"}";

  private static String[] words(Installation installation, Path socket, String... more) {
    var words = new ArrayList<>(List.of(more));
    words.addAll(List.of("-nodefaults", "-display", "none", "-serial", "stdio"));
    words.addAll(
        List.of("-kernel", installation.home().resolve("share/guest/demo.elf").toString()));
    words.addAll(List.of("-qmp", "unix:" + socket + ",server=on,wait=off"));
    return words.toArray(String[]::new);
  }

  @Test
  void theMachineIsBuiltOfWhatAMonitorMadeBefore() throws Exception {
    try (Installation installation = Installation.unpack()) {
      Path socket = installation.scratch("q");
      String[] words =
          words(
              installation,
              socket,
              "-preconfig",
              "-machine",
              "virt,memory-backend=m0",
              "-append",
              "spin");
      try (Host host = installation.start(words);
          QmpClient qmp = QmpClient.awaited(host, socket)) {
        assertThat(qmp.returned(STATUS).toString()).contains("status=prelaunch");
        assertThat(qmp.errorClass("{\"execute\":\"stop\"}")).isEqualTo("GenericError");
        assertThat(qmp.reply("{\"execute\":\"x-exit-preconfig\"}").containsKey("error"))
            .as("there is no m0")
            .isTrue();
        qmp.returned(
            "{\"execute\":\"object-add\",\"arguments\":{\"qom-type\":\"memory-backend-ram\",\"id\":\"m0\",\"size\":67108864}}");
        qmp.returned("{\"execute\":\"x-exit-preconfig\"}");
        host.awaitOutput("SPIN");
        assertThat(qmp.returned(STATUS).toString()).contains("status=running");
        assertThat(qmp.errorClass("{\"execute\":\"x-exit-preconfig\"}")).isEqualTo("GenericError");
        qmp.returned("{\"execute\":\"quit\"}");
        assertThat(host.exitStatus()).as(host.picture()).isZero();
      }
    }
  }

  @Test
  void aHostWaitsOnWhenItsStartFails() throws Exception {
    try (Installation installation = Installation.unpack();
        var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path socket = installation.scratch("q");
      String debuggers = "tcp:127.0.0.1:" + taken.getLocalPort();
      String[] words =
          words(
              installation,
              socket,
              "-preconfig",
              "-machine",
              "virt",
              "-append",
              "spin",
              "-gdb",
              debuggers);
      try (Host host = installation.start(words);
          QmpClient qmp = QmpClient.awaited(host, socket)) {
        assertThat(qmp.errorClass("{\"execute\":\"x-exit-preconfig\"}")).isEqualTo("GenericError");
        assertThat(qmp.returned(STATUS).toString()).contains("status=prelaunch");
        assertThat(human(qmp, "cont")).contains("send exit_preconfig");
        taken.close();
        assertThat(human(qmp, "exit_preconfig")).isEmpty();
        host.awaitOutput("SPIN");
        qmp.returned("{\"execute\":\"quit\"}");
        assertThat(host.exitStatus()).as(host.picture()).isZero();
      }
    }
  }

  private static String human(QmpClient qmp, String line) throws Exception {
    return qmp.returned(
            "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\""
                + line
                + "\"}}")
        .toString();
  }

  @Test
  void aMachineStaysWhenItsGuestPowersOff() throws Exception {
    try (Installation installation = Installation.unpack()) {
      Path socket = installation.scratch("q");
      String[] words =
          GuestIT.machine(
              installation,
              "demo",
              "-S",
              "-no-shutdown",
              "-qmp",
              "unix:" + socket + ",server=on,wait=off");
      try (Host host = installation.start(words);
          QmpClient qmp = QmpClient.awaited(host, socket)) {
        qmp.returned("{\"execute\":\"cont\"}");
        assertThat(qmp.awaitEvent("SHUTDOWN").get("reason")).isEqualTo("guest-shutdown");
        assertThat(qmp.returned(STATUS).toString()).contains("status=shutdown");
        qmp.returned("{\"execute\":\"quit\"}");
        assertThat(host.exitStatus()).as(host.picture()).isZero();
      }
    }
  }
}
