package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's clients and its front ends: who waits for whom, and who loses whom. */
@SuppressWarnings("try") // clients go in the middle of a test
final class SocketPeersTest extends SocketServerRig {

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
