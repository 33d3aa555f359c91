package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A peer that sends a socket whose close takes minutes, because its other end reads nothing, holds
 * up nobody but itself.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class LingeringDescriptorTest {
  private static final int SO_LINGER = 13;
  private static final int[] FOR_MINUTES = {1, 600}; // struct linger
  private static final Function SETSOCKOPT = NativeLibrary.getProcess().getFunction("setsockopt");

  private StreamSocket.Pair pair;
  private StreamSocket deaf;
  private StreamSocket lingering;

  @BeforeEach
  void connect() throws Exception {
    pair = StreamSocket.pair();
    var any = new SocketName.Inet(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    try (var listener = ListeningSocket.bind(any, 1);
        var poller = new Poller()) {
      lingering = StreamSocket.connecting(listener.local());
      lingering.await(poller, Poller.Interest.WRITE, Duration.ofSeconds(20));
      deaf = listener.accept().orElseThrow();
    }
    linger(lingering);
    while (lingering.write(ByteBuffer.allocate(1 << 16)) > 0) {
      // until nothing more fits
    }
  }

  @AfterEach
  void end() throws Exception {
    deaf.close(); // with bytes unread: the connection is reset, and every close returns
    pair.close();
    awaitClosers(false);
  }

  @Test
  void closingAStreamDoesNotWaitForWhatNobodyTook() throws Exception {
    hand(1);
    receive();
    pair.other().close();
    awaitClosers(true);
    assertThat(isReleased(pair.other())).isFalse();
    deaf.close();
    pair.other().awaitRelease();
  }

  @Test
  void closingAStreamDoesNotWaitForWhatNobodyRead() throws Exception {
    hand(1);
    pair.other().close();
    awaitClosers(true);
    deaf.close();
    pair.other().awaitRelease();
  }

  @Test
  void whoReadsPaysForTheBatchBeforeAndNobodyElseIsHeldUp() throws Exception {
    hand(1);
    receive();
    pair.one().stageDescriptors(List.of(deaf.descriptor().number()));
    pair.one().write(bytes("y"));
    var reading = new FutureTask<>(() -> pair.other().read(ByteBuffer.allocate(1)));
    Thread.ofVirtual().start(reading);
    awaitClosers(true);
    assertThat(reading.isDone()).isFalse();
    List<Integer> young = pair.other().takeDescriptors(1); // the lock is free
    assertThat(young).hasSize(1);
    young.forEach(LibC::close);
    pair.other().close();
    assertThat(pair.other().isOpen()).isFalse();
    deaf.close();
    reading.get();
  }

  @Test
  void closingWhatWasTakenDoesNotWait() throws Exception {
    hand(1);
    receive();
    FileDescriptor taken = FileDescriptor.adopt(pair.other().takeDescriptors(1).getFirst());
    taken.close();
    awaitClosers(true);
  }

  /** From now on only the other process, so to say, has the lingering socket. */
  private void hand(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      pair.one().stageDescriptors(List.of(lingering.descriptor().number()));
      pair.one().write(bytes("x"));
    }
    LibC.close(lingering.descriptor().number());
  }

  private void receive() throws IOException {
    assertThat(pair.other().read(ByteBuffer.allocate(1))).isOne();
  }

  private static boolean isReleased(StreamSocket socket) throws Exception {
    var waiting = new FutureTask<>(socket::awaitRelease, true);
    Thread waiter = Thread.ofVirtual().start(waiting);
    waiter.join(Duration.ofMillis(50));
    return waiting.isDone();
  }

  private static void awaitClosers(boolean some) {
    while (closing() != some) {
      Thread.onSpinWait();
    }
  }

  private static boolean closing() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(Closing.THREAD_NAME));
  }

  private static void linger(StreamSocket socket) {
    Object[] arguments = {
      socket.descriptor().number(), SocketCalls.SOL_SOCKET, SO_LINGER, FOR_MINUTES, 8
    };
    assertThat(SETSOCKOPT.invokeInt(arguments)).isZero();
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
