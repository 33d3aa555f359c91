package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monitor of a host with a running guest, over its real sockets. */
class MonitorIT {

  private static Installation installation;

  private Host host;
  private Path socket;
  private int port;

  @BeforeAll
  static void unpack() throws Exception {
    installation = Installation.unpack();
  }

  @AfterAll
  static void remove() throws Exception {
    installation.close();
  }

  @BeforeEach
  void start() throws Exception {
    socket = installation.scratch("qmp.sock");
    port = freePort();
    host =
        installation.start(
            GuestIT.machine(
                installation,
                "spin",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off",
                "-qmp",
                "tcp:127.0.0.1:" + port + ",server=on,wait=off"));
    host.awaitOutput("SPIN");
    host.await("the monitor's socket", () -> Files.exists(socket));
  }

  @AfterEach
  void end() throws Exception {
    host.close();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  @Test
  void aSessionOverTheUnixSocket() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    try (QmpClient qmp = QmpClient.unix(socket)) {
      assertThat(qmp.errorClass("{\"execute\":\"query-status\"}")).isEqualTo("CommandNotFound");
      qmp.returned("{\"execute\":\"qmp_capabilities\"}");
      assertThat((Map<?, ?>) qmp.returned("{\"execute\":\"query-status\"}"))
          .isEqualTo(Map.of("status", "running", "singlestep", false, "running", true));
      assertThat(
              qmp.returned(
                  "{\"execute\":\"object-add\",\"arguments\":"
                      + "{\"qom-type\":\"memory-backend-ram\",\"id\":\"m1\",\"size\":1048576}}"))
          .isEqualTo(Map.of());
      assertThat(qmp.returned("{\"execute\":\"query-memdev\"}").toString())
          .contains("id=m1")
          .contains("size=1048576");
      assertThat(qmp.errorClass(delete("m0"))).isEqualTo("GenericError");
      qmp.returned(delete("m1"));
      assertThat(qmp.errorClass(delete("m1"))).isEqualTo("GenericError");
      assertThat(qmp.returned(get("/objects/m0", "type"))).isEqualTo("memory-backend-ram");
      assertThat(qmp.returned(get("/machine", "memory-backend"))).isEqualTo("/objects/m0");
      assertThat(qmp.errorClass(get("/objects/none", "type"))).isEqualTo("DeviceNotFound");
      assertThat(qmp.returned(hmp("info status"))).isEqualTo("VM status: running\r\n");
      assertThat(qmp.returned(hmp("info memdev")).toString())
          .startsWith("memory backend: m0\r\n  size:  67108864\r\n  merge: true\r\n");
    }
  }

  @Test
  void stopAndContHoldTheGuest() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      qmp.returned("{\"execute\":\"stop\"}");
      assertThat(qmp.returned("{\"execute\":\"query-status\"}").toString()).contains("paused");
      qmp.returned("{\"execute\":\"stop\"}");
      qmp.returned("{\"execute\":\"cont\"}");
      assertThat(qmp.returned("{\"execute\":\"query-status\"}").toString()).contains("running");
      assertThat(qmp.events()).containsExactly("STOP", "RESUME");
    }
  }

  @Test
  void systemResetEndsAMachineThatShallNotReboot() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      qmp.returned("{\"execute\":\"system_reset\"}");
    }
    assertThat(host.exitStatus()).as(host.picture()).isZero();
  }

  @Test
  void systemResetStartsTheGuestAnew() throws Exception {
    Path other = installation.scratch("other.sock");
    var words =
        new ArrayList<>(
            List.of(
                GuestIT.machine(
                    installation, "spin", "-qmp", "unix:" + other + ",server=on,wait=off")));
    words.remove("-no-reboot");
    try (Host rebooting = installation.start(words.toArray(String[]::new))) {
      rebooting.awaitOutput("SPIN");
      rebooting.await("the monitor's socket", () -> Files.exists(other));
      try (QmpClient qmp = QmpClient.negotiated(other)) {
        qmp.returned("{\"execute\":\"system_reset\"}");
        rebooting.await("a second start", () -> rebooting.output().split("SPIN", -1).length > 2);
      }
    }
  }

  @Test
  void aClientThatQuitsAndHangsUpHearsOfTheEnd() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      qmp.send("{\"execute\":\"quit\"}");
      qmp.sendNoMore();
      assertThat(qmp.reply()).isEqualTo(Map.of("return", Map.of()));
      assertThat(qmp.events()).contains("SHUTDOWN");
    }
    assertThat(host.exitStatus()).as(host.picture()).isZero();
  }

  @Test
  void aClientThatSendsAllAndHangsUpStillGetsItsAnswers() throws Exception {
    try (QmpClient qmp = QmpClient.unix(socket)) {
      qmp.send("{\"execute\":\"qmp_capabilities\"}{\"execute\":\"query-version\",\"id\":7}");
      qmp.sendNoMore();
      assertThat(qmp.reply()).isEqualTo(Map.of("return", Map.of()));
      assertThat(qmp.reply().get("id")).isEqualTo(7L);
    }
  }

  @Test
  void quitAnswersAndEndsWithStatusZero() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      qmp.returned("{\"execute\":\"quit\"}");
      assertThat(qmp.events()).contains("SHUTDOWN");
    }
    assertThat(host.exitStatus()).as(host.picture()).isZero();
    assertThat(socket).doesNotExist();
  }

  @Test
  void severalClientsAtOnceOverUnixAndTcp() throws Exception {
    try (QmpClient one = QmpClient.negotiated(socket);
        QmpClient two = QmpClient.negotiated(socket);
        QmpClient three = QmpClient.tcp(port)) {
      three.returned("{\"execute\":\"qmp_capabilities\"}");
      for (QmpClient client : List.of(one, two, three)) {
        assertThat(client.returned("{\"execute\":\"query-status\"}").toString())
            .contains("running");
      }
    }
  }

  @Test
  void badInputGetsAnErrorAndTheHostLivesOn() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      assertThat(qmp.errorClass("{\"execute\":}")).isEqualTo("GenericError");
      resynchronise(qmp);
      assertThat(qmp.errorClass("[]")).isEqualTo("GenericError");
      assertThat(qmp.errorClass("{\"execute\":\"nonsense\"}")).isEqualTo("CommandNotFound");
      assertThat(qmp.errorClass("{\"execute\":\"object-add\",\"arguments\":{\"id\":\"x\"}}"))
          .isEqualTo("GenericError");
    }
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      qmp.send("{\"execute\":".repeat(10_000));
      assertThat(qmp.reply().get("error")).isNotNull();
    }
    assertAlive();
  }

  @Test
  void aHundredMegabytesOfTokenAreRefusedInBoundedMemory() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      byte[] chunk = new byte[1 << 20];
      Arrays.fill(chunk, (byte) 'a');
      qmp.send("{\"execute\":\"");
      for (int i = 0; i < 100; i++) {
        qmp.sendBytes(chunk);
      }
      qmp.send("\"}\n");
      assertThat(qmp.reply().get("error")).isNotNull();
    }
    assertAlive();
  }

  private void assertAlive() throws Exception {
    try (QmpClient qmp = QmpClient.negotiated(socket)) {
      assertThat(qmp.returned("{\"execute\":\"query-status\"}").toString()).contains("running");
    }
  }

  /** A byte that is in no JSON text makes the reader begin afresh; then an answer to a known id. */
  private static void resynchronise(QmpClient qmp) throws IOException {
    qmp.sendBytes(new byte[] {(byte) 0xff});
    qmp.sendBytes(
        "{\"execute\":\"query-status\",\"id\":\"sync\"}\n".getBytes(StandardCharsets.US_ASCII));
    Map<?, ?> reply = qmp.reply();
    while (!"sync".equals(reply.get("id"))) {
      reply = qmp.reply();
    }
  }

  private static String delete(String id) {
    return "{\"execute\":\"object-del\",\"arguments\":{\"id\":\"%s\"}}".formatted(id);
  }

  private static String get(String path, String property) {
    return "{\"execute\":\"qom-get\",\"arguments\":{\"path\":\"%s\",\"property\":\"%s\"}}"
        .formatted(path, property);
  }

  private static String hmp(String line) {
    return "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"%s\"}}"
        .formatted(line);
  }
}
