package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.util.concurrent.CyclicBarrier;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketTable;
import org.backplane.linux.StreamSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class PeersTest {

  private static final int ROUNDS = 2_000;

  /** Two readers of one socket would tell two front ends of it, in any order. */
  @Test
  void aPeerThatComesTogetherWithTheFrontEndGetsOneReader() throws Exception {
    var together = new CyclicBarrier(2);
    for (int round = 0; round < ROUNDS; round++) {
      try (var table = new SocketTable();
          var ready = new Poller();
          StreamSocket.Pair pair = StreamSocket.pair()) {
        var peers =
            new Peers(
                "c0",
                "socket 'c0'",
                PeerTable.plain(table),
                ready,
                Traffic.unmeasured(),
                new SocketTrace(),
                true);
        var first = new RecordingFrontEnd(1);
        Thread attaching =
            Thread.ofPlatform()
                .start(
                    () -> {
                      meet(together);
                      peers.attach(first);
                    });
        meet(together);
        peers.admit(Newcomer.plain(pair.one()));
        attaching.join();
        first.awaitOpened();
        peers.detach(first);
        pair.other().write(ByteBuffer.wrap(new byte[] {'x'}));
        var second = new RecordingFrontEnd(1);
        peers.attach(second);
        second.awaitOpened();
        second.awaitText("x");
        first.assertQuiet();
        peers.await(peers.stop());
      }
    }
  }

  private static void meet(CyclicBarrier together) {
    try {
      together.await();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
