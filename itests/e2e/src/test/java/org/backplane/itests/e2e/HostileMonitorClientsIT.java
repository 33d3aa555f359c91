package org.backplane.itests.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients that mean no good, at a host with a small heap: its other monitor answers all the time.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileMonitorClientsIT {

  private static final String STATUS = "{\"execute\":\"query-status\"}";
  private static final String CAPABILITIES = "{\"execute\":\"qmp_capabilities\"}\n";

  private static Installation installation;

  private Path socket;
  private Host host;
  private QmpClient other;

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
    socket = installation.scratch("hostile.sock");
    Path good = installation.scratch("good.sock");
    Files.deleteIfExists(socket);
    Files.deleteIfExists(good);
    host =
        installation.start(
            List.of("BACKPLANE_JAVA_OPTS=-Xmx96m -XX:+ExitOnOutOfMemoryError"),
            "-machine",
            "none",
            "-nodefaults",
            "-qmp",
            "unix:" + good + ",server=on,wait=off",
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");
    other = QmpClient.awaited(host, good);
    QmpClient.awaited(host, socket).close();
  }

  @AfterEach
  void end() throws Exception {
    assertAlive();
    other.close();
    host.close();
    assertThat(host.errors()).doesNotContain("OutOfMemoryError");
  }

  private void assertAlive() throws IOException {
    assertThat(other.returned(STATUS).toString()).contains("status=running");
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes until all is taken, the peer hangs up, or nothing more is taken for a while. */
  private static void push(SocketChannel channel, ByteBuffer data) throws IOException {
    channel.configureBlocking(false);
    int idle = 0;
    try {
      while (data.hasRemaining() && idle < 200) {
        if (channel.write(data) == 0) {
          idle++;
          java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
        } else {
          idle = 0;
        }
      }
    } catch (IOException _) {
      // hung up, which is the host's right
    }
  }

  @Test
  void aClientThatNeverReadsIsHeldWithoutTheHostGrowing() throws Exception {
    try (SocketChannel deaf = connect()) {
      push(deaf, bytes(CAPABILITIES + "{\"execute\":\"query-qmp-schema\"}\n".repeat(10_000)));
      for (int i = 0; i < 50; i++) {
        assertAlive();
      }
    }
  }

  @Test
  void twoHundredConnectionsAtOnce() throws Exception {
    var connections = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < 200; i++) {
        SocketChannel channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        connections.add(channel);
        try {
          channel.connect(UnixDomainSocketAddress.of(socket));
          push(channel, bytes(CAPABILITIES));
        } catch (IOException | java.nio.channels.NotYetConnectedException _) {
          // the backlog is full
        }
      }
      assertAlive();
    } finally {
      for (SocketChannel connection : connections) {
        connection.close();
      }
    }
    QmpClient.awaited(host, socket).close(); // room again
  }

  @Test
  void halfOpenPeersAreAnsweredAndForgotten() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (QmpClient half = QmpClient.unix(socket)) {
        half.send(CAPABILITIES + STATUS.substring(0, 10));
        half.sendNoMore();
        assertThat(half.reply().containsKey("return")).isTrue();
      }
    }
    QmpClient.awaited(host, socket).close();
  }

  @Test
  void aMebibyteOfGarbage() throws Exception {
    byte[] garbage = new byte[1 << 20];
    new Random(1).nextBytes(garbage);
    try (SocketChannel channel = connect()) {
      push(channel, ByteBuffer.wrap(garbage));
      assertAlive();
    }
    QmpClient.awaited(host, socket).close();
  }

  /** Two mebibytes of text that would be fifty of objects, from more clients than there is room. */
  @Test
  void manyObjectsInShortTextsFromManyClients() throws Exception {
    var connections = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < 14; i++) {
        SocketChannel channel = connect();
        connections.add(channel);
        push(channel, bytes(CAPABILITIES + "{\"execute\":\"x\",\"arguments\":{\"a\":["));
      }
      ByteBuffer part = bytes("{},".repeat(68_000));
      for (int parts = 0; parts < 10; parts++) {
        for (SocketChannel channel : connections) {
          push(channel, part.duplicate());
        }
      }
      for (SocketChannel channel : connections) {
        push(channel, bytes("1]}}\n" + STATUS + "\n"));
        assertAlive();
      }
    } finally {
      for (SocketChannel connection : connections) {
        connection.close();
      }
    }
    QmpClient.awaited(host, socket).close();
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    try (QmpClient deep = QmpClient.negotiated(socket)) {
      deep.send("[".repeat(2000));
      assertThat(deep.reply().containsKey("error")).isTrue();
      deep.sendBytes(new byte[] {(byte) 0xff});
    }
    assertAlive();
  }

  @Test
  void stringsOfManyMebibytesAreRefusedOneClientAfterTheOther() throws Exception {
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'a');
    for (int round = 0; round < 2; round++) {
      try (SocketChannel channel = connect()) {
        push(channel, bytes(CAPABILITIES + "{\"execute\":\""));
        for (int i = 0; i < 65; i++) {
          push(channel, ByteBuffer.wrap(chunk));
        }
      }
      assertAlive();
    }
    QmpClient.awaited(host, socket).close();
  }
}
