package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Connection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SocketClientTest {

  @TempDir private Path folder;
  private Path path = Path.of("");
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @BeforeEach
  void name() {
    path = folder.resolve("b.sock");
  }

  private ServerSocketChannel serve() throws Exception {
    Files.deleteIfExists(path);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return server.bind(UnixDomainSocketAddress.of(path));
  }

  @Test
  void connectsOnceAndItsEndIsFinal() throws Exception {
    try (ServerSocketChannel server = serve();
        Device device = Device.socket(Map.of("path", path.toString()))) {
      assertThat(device.code().filename()).isEqualTo("unix:" + path);
      try (var peer = new Client(server.accept())) {
        device.code().attach(frontEnd);
        Connection connection = frontEnd.awaitOpened();
        connection.write(ByteBuffer.wrap(new byte[] {'h', 'i'}), Duration.ofSeconds(20));
        assertThat(peer.receive(2)).isEqualTo("hi");
        peer.send("yo");
        frontEnd.awaitText("yo");
      }
      frontEnd.awaitClosed();
      assertThat(device.code().filename()).isEqualTo("disconnected:unix:" + path);
      device.exchange(); // new code must not take up what was final
      assertThat(device.code().filename()).isEqualTo("disconnected:unix:" + path);
      server.configureBlocking(false);
      assertThat(server.accept()).isNull();
    }
  }

  @Test
  void connectsOverTcp() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      try (Device device =
              Device.socket(Map.of("host", "localhost", "port", "" + port, "ipv4", true));
          SocketChannel peer = server.accept()) {
        String local = SocketText.text((InetSocketAddress) peer.getRemoteAddress());
        assertThat(device.code().filename()).isEqualTo("tcp:" + local + " <-> 127.0.0.1:" + port);
      }
    }
  }

  @Test
  void withoutReconnectAMissingServerIsAnError() throws Exception {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Device.socket(Map.of("path", path.toString())))
        .withMessage(
            "socket 'c0': cannot connect to unix:%s: ENOENT (no such socket); start the server"
                + " first or give reconnect",
            path);
    serve().close(); // leaves the file
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Device.socket(Map.of("path", path.toString())))
        .withMessageContaining("ECONNREFUSED");
    int free;
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      free = ((InetSocketAddress) server.getLocalAddress()).getPort();
    }
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Device.socket(Map.of("port", "" + free)))
        .withMessageContaining("ECONNREFUSED");
  }

  @Test
  void withReconnectItComesAsSoonAsTheServerDoesAndAgain() throws Exception {
    try (Device device = Device.socket(Map.of("path", path.toString(), "reconnect-ms", 20))) {
      assertThat(device.code().filename()).isEqualTo("disconnected:unix:" + path);
      device.code().attach(frontEnd);
      for (int round = 1; round <= 3; round++) {
        try (ServerSocketChannel server = serve();
            var peer = new Client(server.accept())) {
          assertThat(frontEnd.awaitOpened().id()).isEqualTo(round);
          peer.send("again");
          frontEnd.awaitText("again");
        }
        frontEnd.awaitClosed();
      }
    }
  }

  @Test
  void comesBackWithoutAFrontEndToo() throws Exception {
    try (ServerSocketChannel server = serve();
        Device device = Device.socket(Map.of("path", path.toString(), "reconnect-ms", 20))) {
      for (int round = 1; round <= 3; round++) {
        try (var peer = new Client(server.accept())) {
          peer.send("a greeting that nobody hears");
        }
      }
      try (var peer = new Client(server.accept())) {
        device.code().attach(frontEnd);
        frontEnd.awaitOpened();
        peer.send("now");
        frontEnd.awaitText("now");
      }
    }
  }

  @Test
  void anEndWithoutAFrontEndShowsAndIsFinal() throws Exception {
    try (ServerSocketChannel server = serve();
        Device device = Device.socket(Map.of("path", path.toString()))) {
      server.accept().close();
      Await.until("its end", () -> device.code().filename().equals("disconnected:unix:" + path));
      device.code().attach(frontEnd);
      device.code().detach(frontEnd);
      frontEnd.assertQuiet();
    }
  }

  @Test
  void waitsTheGivenTimeBeforeItComesBack() throws Exception {
    try (ServerSocketChannel server = serve();
        Device device = Device.socket(Map.of("path", path.toString(), "reconnect-ms", 300))) {
      device.code().attach(frontEnd);
      SocketChannel peer = server.accept();
      long start = System.nanoTime(); // before its end: the pause cannot begin earlier
      peer.close();
      frontEnd.awaitOpened();
      frontEnd.awaitClosed();
      server.accept().close();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }
  }

  @Test
  void exchangeKeepsTheConnectionAndGoesOnReconnecting() throws Exception {
    try (ServerSocketChannel server = serve();
        Device device = Device.socket(Map.of("path", path.toString(), "reconnect-ms", 20))) {
      try (var peer = new Client(server.accept())) {
        device.code().attach(frontEnd);
        frontEnd.awaitOpened();
        device.exchange();
        peer.send("meanwhile");
        device.code().attach(frontEnd);
        assertThat(frontEnd.awaitOpened().id()).isEqualTo(1);
        frontEnd.awaitText("meanwhile");
      }
      frontEnd.awaitClosed();
      try (var _ = new Client(server.accept())) {
        assertThat(frontEnd.awaitOpened().id()).isEqualTo(2);
      }
    }
  }

  @Test
  void closesAtOnceWhileItWaitsToReconnect() throws Exception {
    Device device = Device.socket(Map.of("path", path.toString(), "reconnect", 3600));
    long start = System.nanoTime();
    device.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
  }
}
