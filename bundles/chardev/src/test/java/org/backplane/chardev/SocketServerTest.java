package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // clients go in the middle of a test
final class SocketServerTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private Path path = Path.of("");
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @BeforeEach
  void name() {
    path = folder.resolve("a.sock");
  }

  private Device unixServer() throws BackplaneException {
    return Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
  }

  private static Device tcpServer() throws BackplaneException {
    return Device.socket(Map.of("host", "", "port", "0", "server", true, "wait", false));
  }

  private static int port(Device device) {
    return Integer.parseInt(device.code().filename().replaceAll(".*:([0-9]+),.*", "$1"));
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

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
  void aSecondClientWaitsForTheFirstToGo() throws Exception {
    try (Device device = unixServer();
        Client first = Client.of(path);
        Client second = Client.of(path)) {
      device.code().attach(frontEnd);
      first.send("1");
      second.send("2");
      assertThat(frontEnd.awaitOpened().id()).isEqualTo(1);
      frontEnd.awaitText("1");
      frontEnd.assertQuiet();
      first.close();
      frontEnd.awaitClosed();
      assertThat(frontEnd.awaitOpened().id()).isEqualTo(2);
      frontEnd.awaitText("2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatGoesWhileThereIsNoFrontEndLeavesItsPlace(boolean attachedBefore) throws Exception {
    try (Device device = unixServer();
        Client first = Client.of(path)) {
      if (attachedBefore) {
        device.code().attach(frontEnd);
        frontEnd.awaitOpened();
        device.code().detach(frontEnd);
      }
      Await.until("it", () -> device.code().filename().equals("unix:" + path + ",server=on"));
      first.close();
      Await.until("its end", () -> device.code().filename().startsWith("disconnected:"));
      try (Client second = Client.of(path)) {
        second.send("fresh");
        Await.until("it", () -> !device.code().filename().startsWith("disconnected:"));
        device.code().attach(frontEnd);
        assertThat(frontEnd.awaitOpened().id()).isEqualTo(2);
        frontEnd.awaitText("fresh");
      }
    }
  }

  @Test
  void lastWordsToNobodyAreKeptForTheNextFrontEnd() throws Exception {
    try (Device device = unixServer()) {
      try (Client first = Client.of(path)) {
        first.send("last words");
      }
      Client second = Client.of(path);
      second.send("next");
      device.exchange();
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      frontEnd.awaitText("last words");
      frontEnd.awaitClosed();
      frontEnd.awaitOpened();
      frontEnd.awaitText("next");
      second.close();
    }
  }

  @Test
  void aFrontEndForSeveralGetsThemAtOnce() throws Exception {
    var several = new RecordingFrontEnd(3);
    try (Device device = unixServer();
        Client first = Client.of(path);
        Client second = Client.of(path);
        Client third = Client.of(path);
        Client fourth = Client.of(path)) {
      device.code().attach(several);
      for (int i = 0; i < 3; i++) {
        several.awaitOpened();
      }
      fourth.send("waits");
      second.send("b");
      several.awaitText("b");
      third.send("c");
      several.awaitText("c");
      several.assertQuiet();
      first.close();
      several.awaitClosed();
      several.awaitOpened();
      several.awaitText("waits");
    }
  }

  @Test
  void aFrontEndThatBlocksHoldsBackItsPeerAlone() throws Exception {
    var goOn = new CountDownLatch(1);
    var others = new CountDownLatch(1);
    var blocking =
        new Forwarding(2) {
          @Override
          public void received(Connection connection, ByteBuffer data) {
            if (data.get(0) == 'x') {
              await(goOn);
            } else {
              others.countDown();
            }
          }
        };
    try (Device device = unixServer();
        Client first = Client.of(path);
        Client second = Client.of(path)) {
      device.code().attach(blocking);
      first.send("x");
      second.send("y");
      others.await();
      goOn.countDown();
    }
    assertThat(others.getCount()).isZero();
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

  @Test
  void onlyOneFrontEndAtATime() throws Exception {
    try (Device device = unixServer();
        Client client = Client.of(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      var next = new RecordingFrontEnd(1);
      assertThatIllegalStateException().isThrownBy(() -> device.code().attach(next));
      device.code().detach(next); // was never attached
      client.send("first");
      frontEnd.awaitText("first");
      device.code().detach(frontEnd);
      client.send("second");
      device.code().attach(next);
      assertThat(next.awaitOpened().id()).isEqualTo(connection.id());
      next.awaitText("second");
      frontEnd.assertQuiet();
    }
  }

  @Test
  void frontEndEndsAConnection() throws Exception {
    try (Device device = unixServer();
        Client client = Client.of(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      connection.write(bytes("bye"), SECONDS);
      connection.close();
      assertThat(client.receive(3)).isEqualTo("bye");
      assertThat(client.isAtEnd()).isTrue();
      assertThat(frontEnd.awaitClosed()).isSameAs(connection);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.write(bytes("more"), SECONDS));
    }
  }

  @Test
  void frontEndThatThrowsLosesThePeerOnly() throws Exception {
    var broken = new AtomicInteger();
    var failing =
        new Forwarding(1) {
          @Override
          public void received(Connection connection, ByteBuffer data) {
            broken.incrementAndGet();
            throw new IllegalStateException("broken on purpose");
          }
        };
    try (Device device = unixServer()) {
      device.code().attach(failing);
      for (int i = 1; i <= 3; i++) {
        try (Client client = Client.of(path)) {
          client.send("x");
          assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(broken).hasValue(i);
      }
    }
  }

  @Test
  void slowReaderIsDroppedAtTheDeadline() throws Exception {
    try (Device device = unixServer();
        Client client = Client.of(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      long start = System.nanoTime();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.write(ByteBuffer.allocate(64 << 20), Duration.ofMillis(200)))
          .withMessageContaining("deadline");
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
      assertThat(frontEnd.awaitClosed()).isSameAs(connection);
      assertThat(client.channel().isOpen()).isTrue();
    }
  }

  @Test
  void interruptedWriterFinishesItsMessage() throws Exception {
    try (Device device = unixServer();
        Client client = Client.of(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      var stillInterrupted = new AtomicReference<Boolean>(false);
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    Thread.currentThread().interrupt();
                    try {
                      connection.write(bytes("y".repeat(4 << 20)), SECONDS);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                  });
      assertThat(client.receive(4 << 20)).isEqualTo("y".repeat(4 << 20));
      writer.join();
      assertThat(stillInterrupted.get()).isTrue();
      frontEnd.assertQuiet();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A front end that does nothing. */
  private abstract static class Forwarding implements FrontEnd {
    private final int limit;

    Forwarding(int limit) {
      this.limit = limit;
    }

    @Override
    public int connectionLimit() {
      return limit;
    }

    @Override
    public void opened(Connection connection) {}

    @Override
    public void closed(Connection connection) {}
  }
}
