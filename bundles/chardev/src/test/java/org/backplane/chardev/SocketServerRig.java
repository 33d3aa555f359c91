package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Servers on sockets, a front end, and a folder for what has a name. */
abstract class SocketServerRig {

  static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir Path folder;
  Path path = Path.of("");
  final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @BeforeEach
  void name() {
    path = folder.resolve("a.sock");
  }

  Device unixServer() throws BackplaneException {
    return Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
  }

  static Device tcpServer() throws BackplaneException {
    return Device.socket(Map.of("host", "", "port", "0", "server", true, "wait", false));
  }

  static int port(Device device) {
    return Integer.parseInt(device.code().filename().replaceAll(".*:([0-9]+),.*", "$1"));
  }

  static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
