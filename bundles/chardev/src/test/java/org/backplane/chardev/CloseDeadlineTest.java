package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketTable;
import org.backplane.linux.StreamSocket;
import org.junit.jupiter.api.Test;

final class CloseDeadlineTest {

  private static final Duration PROMISED = Duration.ofSeconds(1);
  private static final Duration SLACK = Duration.ofMillis(300);

  @Test
  void linkAndReadersThatHangShareOneSecond() throws Exception {
    var inside = new CountDownLatch(2);
    var goOn = new CountDownLatch(1);
    try (var pair = StreamSocket.pair();
        var table = new SocketTable()) {
      table.add(pair.one());
      var ready = new Poller();
      var peers =
          new Peers(
              "c0",
              "socket 'c0'",
              PeerTable.plain(table),
              ready,
              Traffic.unmeasured(),
              new SocketTrace(),
              true);
      Link link = Link.start("c0", "socket 'c0'", ready, _ -> hang(inside, goOn));
      var device =
          new SocketChardev(peers, ready, Optional.of(link), Optional.empty(), "tcp:test", "");
      device.attach(new Hanging(inside, goOn));
      inside.await();
      long start = System.nanoTime();
      device.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISED.plus(SLACK));
      assertThat(pair.other().read(ByteBuffer.allocate(1))).as("the peer lives on").isZero();
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
