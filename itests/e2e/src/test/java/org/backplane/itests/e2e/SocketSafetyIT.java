package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** However a server's socket is made, it is its owner's alone, and of this host alone. */
class SocketSafetyIT {

  private static final String ANY = "00000000:";
  private static final String LOOPBACK = "0100007F:";

  @Test
  void unixSocketsAreTheirOwners() throws Exception {
    try (Installation installation = Installation.unpack()) {
      var words = new ArrayList<>(List.of("-machine", "virt", "-S", "-nodefaults"));
      var sockets = new ArrayList<Path>();
      for (String option : List.of("-qmp", "-qmp-pretty", "-monitor", "-serial", "-gdb")) {
        Path socket = installation.scratch(option.substring(1) + ".sock");
        words.addAll(List.of(option, "unix:" + socket + ",server=on,wait=off"));
        sockets.add(socket);
      }
      Path given = installation.scratch("chardev.sock");
      Path added = installation.scratch("added.sock");
      words.addAll(List.of("-chardev", "socket,id=c0,path=" + given + ",server=on,wait=off"));
      sockets.addAll(List.of(given, added));
      try (Host host = installation.start(words.toArray(String[]::new));
          QmpClient qmp = QmpClient.awaited(host, sockets.getFirst())) {
        qmp.returned(
            "{'execute':'chardev-add','arguments':{'id':'c1','backend':{'type':'socket','data':"
                + "{'wait':false,'addr':{'type':'unix','data':{'path':'"
                + added
                + "'}}}}}}");
        qmp.returned("{'execute':'query-cpus-fast'}");
        for (Path socket : sockets) {
          host.await("the socket " + socket, () -> Files.exists(socket));
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
              .as(socket.toString())
              .isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void portsAreOfThisHostUnlessAsked() throws Exception {
    try (Installation installation = Installation.unpack()) {
      Path control = installation.scratch("control.sock");
      int monitor = freePort();
      int debugger = freePort();
      int chardev = freePort();
      try (Host host =
              installation.start(
                  "-machine",
                  "virt",
                  "-S",
                  "-nodefaults",
                  "-qmp",
                  "unix:" + control + ",server=on,wait=off",
                  "-qmp",
                  "tcp::" + monitor + ",server=on,wait=off",
                  "-gdb",
                  "tcp::" + debugger,
                  "-chardev",
                  "socket,id=c0,port=" + chardev + ",server=on,wait=off");
          QmpClient qmp = QmpClient.awaited(host, control)) {
        qmp.returned("{'execute':'query-cpus-fast'}");
        for (int port : List.of(monitor, debugger, chardev)) {
          host.await("port " + port, () -> listens(LOOPBACK, port));
          assertThat(listens(ANY, port)).as("port " + port).isFalse();
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  /** Whether somebody listens there, as the kernel lists it: local address second, state fourth. */
  private static boolean listens(String address, int port) {
    String wanted = address + "%04X".formatted(port);
    try (Stream<String> lines = Files.lines(Path.of("/proc/net/tcp"))) {
      return lines
          .map(line -> line.strip().split("\\s+"))
          .anyMatch(parts -> parts[1].equals(wanted) && parts[3].equals("0A"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
