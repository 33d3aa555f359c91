package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.SocketTable;
import org.junit.jupiter.api.Test;

final class CloseDeadlineTest {

  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final Duration SLACK = Duration.ofMillis(300);

  @Test
  void linkAndReadersThatHangShareOneSecond() throws Exception {
    var inside = new CountDownLatch(2);
    var goOn = new CountDownLatch(1);
    try (var server = ServerSocketChannel.open();
        var table = new SocketTable()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      try (var peer = SocketChannel.open(server.getLocalAddress())) {
        SocketChannel accepted = server.accept();
        accepted.configureBlocking(false);
        table.add(accepted);
        var ready = new Readiness();
        var peers = new Peers("c0", "socket 'c0'", table, ready);
        Link link = Link.start("c0", "socket 'c0'", ready, _ -> hang(inside, goOn));
        var device = new SocketChardev(peers, ready, Optional.of(link), "tcp:test", "");
        device.attach(new Hanging(inside, goOn));
        inside.await();
        long start = System.nanoTime();
        device.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED.plus(SLACK));
        assertThat(peer.isOpen()).isTrue();
      }
    } finally {
      goOn.countDown();
    }
  }

  private static void hang(CountDownLatch inside, CountDownLatch goOn) {
    inside.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private record Hanging(CountDownLatch inside, CountDownLatch goOn) implements FrontEnd {
    @Override
    public void opened(Connection connection) {
      hang(inside, goOn);
    }

    @Override
    public void received(Connection connection, ByteBuffer data) {}

    @Override
    public void closed(Connection connection) {}
  }
}
