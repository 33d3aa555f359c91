package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Descriptors and threads return to the figure before. */
final class SocketLeakTest {

  @TempDir private Path folder;

  @Test
  void thousandClientsLeaveNothing() throws Exception {
    Path path = folder.resolve("s");
    var frontEnd = new RecordingFrontEnd(1);
    try (Device device =
        Device.socket(Map.of("path", path.toString(), "server", true, "wait", false))) {
      device.code().attach(frontEnd);
      connectAndGo(path, frontEnd, 20);
      Await.until("readers to end", () -> threads() == 1);
      long before = descriptors();
      connectAndGo(path, frontEnd, 1_000);
      Await.until("descriptors to be freed", () -> descriptors() <= before);
      Await.until("readers to end", () -> threads() == 1);
    }
    assertThat(threads()).isZero();
  }

  @Test
  void hundredDefinitionsLeaveNothing() throws Exception {
    Path path = folder.resolve("s");
    defineAndGo(path, 5);
    long before = descriptors();
    defineAndGo(path, 100);
    assertThat(descriptors()).isLessThanOrEqualTo(before);
    assertThat(threads()).isZero();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusedDefinitionsLeaveNothing() throws Exception {
    Path missing = folder.resolve("none");
    long before = descriptors();
    for (int i = 0; i < 100; i++) {
      for (var options :
          List.of(
              Map.of("path", missing.toString()),
              Map.of("path", missing + "/s", "server", true, "wait", false))) {
        assertThatThrownBy(() -> Device.socket(options)).hasMessageContaining("ENOENT");
      }
    }
    assertThat(descriptors()).isLessThanOrEqualTo(before);
    assertThat(threads()).isZero();
  }

  private static void connectAndGo(Path path, RecordingFrontEnd frontEnd, int times)
      throws Exception {
    for (int i = 0; i < times; i++) {
      try (Client client = Client.of(path)) {
        client.send("x");
        frontEnd.awaitOpened();
        frontEnd.awaitText("x");
      }
      frontEnd.awaitClosed();
    }
  }

  private static void defineAndGo(Path path, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      var server = new RecordingFrontEnd(1);
      var client = new RecordingFrontEnd(1);
      try (Device listening =
              Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
          Device connecting = Device.socket(Map.of("path", path.toString(), "reconnect", 1))) {
        listening.code().attach(server);
        connecting.code().attach(client);
        server.awaitOpened();
        client.awaitOpened();
        listening.exchange();
        connecting.exchange();
      }
    }
  }

  private static int threads() throws Exception {
    return LiveThreads.named("backplane-chardev-").size();
  }

  private static long descriptors() throws Exception {
    try (var open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
