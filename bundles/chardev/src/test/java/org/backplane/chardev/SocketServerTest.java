package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Connection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a server listens, when it is made, what it tells of itself. */
@SuppressWarnings("try") // clients go in the middle of a test
final class SocketServerTest extends SocketServerRig {

  @Test
  void carriesBytesBothWaysOverUnix() throws Exception {
    try (Device device = unixServer();
        Client client = Client.of(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      client.send("ping");
      frontEnd.awaitText("ping");
      connection.write(bytes("pong"), SECONDS);
      assertThat(client.receive(4)).isEqualTo("pong");
      client.close();
      assertThat(frontEnd.awaitClosed().id()).isEqualTo(connection.id());
    }
  }

  @Test
  void carriesBytesBothWaysOverTcp() throws Exception {
    try (Device device = tcpServer()) {
      device.code().attach(frontEnd);
      try (Client client = Client.of(port(device))) {
        Connection connection = frontEnd.awaitOpened();
        assertThat(connection.peer()).startsWith("tcp:127.0.0.1:");
        client.send("ping");
        frontEnd.awaitText("ping");
        connection.write(bytes("pong"), SECONDS);
        assertThat(client.receive(4)).isEqualTo("pong");
      }
      frontEnd.awaitClosed();
    }
  }

  @Test
  void listensOnLoopbackWhenNoHostIsGiven() throws Exception {
    for (var options :
        List.of(
            Map.of("host", "", "port", "0", "server", true, "wait", false),
            Map.of("port", "0", "server", true, "wait", false))) {
      try (Device device = Device.socket(options)) {
        assertThat(device.code().filename())
            .matches("disconnected:tcp:127\\.0\\.0\\.1:[1-9][0-9]*,server=on");
      }
    }
  }

  @Test
  void filenameTellsWhetherAPeerIsThere() throws Exception {
    try (Device device = unixServer()) {
      String connected = "unix:" + path + ",server=on";
      assertThat(device.code().filename()).isEqualTo("disconnected:" + connected);
      device.code().attach(frontEnd);
      try (Client _ = Client.of(path)) {
        frontEnd.awaitOpened();
        assertThat(device.code().filename()).isEqualTo(connected);
      }
      frontEnd.awaitClosed();
      assertThat(device.code().filename()).isEqualTo("disconnected:" + connected);
    }
    try (Device device = tcpServer();
        Client client = Client.of(port(device))) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      String peer = SocketText.text((InetSocketAddress) client.channel().getLocalAddress());
      String local = SocketText.text((InetSocketAddress) client.channel().getRemoteAddress());
      assertThat(device.code().filename()).isEqualTo("tcp:" + local + ",server=on <-> " + peer);
    }
  }

  @Test
  void socketFileIsForItsOwnerOnlyAndGoesWithTheDefinition() throws Exception {
    try (Device device = unixServer()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-------");
      device.exchange();
      assertThat(path).exists();
      try (Client client = Client.of(path)) {
        assertThat(client.channel().isConnected()).isTrue();
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void replacesAStaleSocketButNoOtherFile() throws Exception {
    try (Device first = unixServer();
        Device second = unixServer();
        Client client = Client.of(path)) {
      second.code().attach(frontEnd);
      frontEnd.awaitOpened();
      assertThat(first.code().filename()).startsWith("disconnected:");
      assertThat(client.channel().isConnected()).isTrue();
    }
    Files.writeString(path, "precious");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(this::unixServer)
        .withMessage(
            "socket 'c0': cannot listen on unix:%s: EEXIST (a file that is no socket has that"
                + " name); give another path",
            path);
    assertThat(path).hasContent("precious");
  }

  @Test
  void waitingServerIsMadeWithItsFirstClient() throws Exception {
    var made = new AtomicReference<@Nullable Device>();
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread maker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    made.set(Device.socket(Map.of("path", path.toString(), "server", true)));
                  } catch (BackplaneException e) {
                    failure.set(e);
                  }
                });
    Await.until("the socket", () -> Files.exists(path));
    assertThat(made.get()).isNull();
    try (Client client = Client.of(path)) {
      maker.join();
      assertThat(failure.get()).isNull();
      try (Device device = Objects.requireNonNull(made.get())) {
        assertThat(device.code().filename()).isEqualTo("unix:" + path + ",server=on");
        client.send("early");
        device.code().attach(frontEnd);
        frontEnd.awaitOpened();
        frontEnd.awaitText("early");
      }
    }
  }

  @Test
  void waitingForTheFirstClientCanBeCalledOff() throws Exception {
    var failure = new AtomicReference<@Nullable Throwable>();
    Thread maker =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Device.socket(Map.of("path", path.toString(), "server", true)).close();
                  } catch (BackplaneException e) {
                    failure.set(e);
                  }
                });
    Await.until("the socket", () -> Files.exists(path));
    maker.interrupt();
    maker.join();
    assertThat(failure.get()).isInstanceOf(HostException.class).hasMessageContaining("interrupted");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void triesPortsUpToTheLast() throws Exception {
    try (Device taken = tcpServer()) {
      int port = port(taken);
      Map<String, Object> options =
          Map.of("port", Integer.toString(port), "to", port + 20, "server", true, "wait", false);
      try (Device next = Device.socket(options)) {
        assertThat(port(next)).isBetween(port + 1, port + 20);
      }
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(
              () ->
                  Device.socket(
                      Map.of("port", "" + port, "to", port, "server", true, "wait", false)))
          .withMessageContaining("EADDRINUSE");
    }
  }

  @Test
  void ipv4OffKeepsIpv4ClientsOut() throws Exception {
    Map<String, Object> options =
        Map.of("host", "::", "port", "0", "server", true, "wait", false, "ipv4", false);
    try (Device device = Device.socket(options)) {
      assertThat(device.code().filename()).startsWith("disconnected:tcp:[::]:");
      int port = port(device);
      SocketChannel.open(new InetSocketAddress("::1", port)).close();
      assertThatExceptionOfType(ConnectException.class)
          .isThrownBy(() -> SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }
  }
}
