package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device's code goes and comes while a peer streams. */
final class CodeExchangeTest {

  private static final int EXCHANGES = 50;
  private static final int WRITE_BYTES = 999;
  private static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void losesNoByteInEitherDirection(boolean tcp) throws Exception {
    Path path = folder.resolve("s");
    Map<String, Object> options =
        tcp
            ? Map.of("port", "0", "server", true, "wait", false)
            : Map.of("path", path.toString(), "server", true, "wait", false);
    var counting = new Counting();
    try (Device device = Device.socket(options);
        Client client = tcp ? Client.of(port(device)) : Client.of(path);
        var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      device.code().attach(counting);
      var stop = new AtomicBoolean();
      Future<Long> sent = threads.submit(() -> sendPattern(client, stop));
      Future<Long> received = threads.submit(() -> receivePattern(client));
      Future<Long> written = threads.submit(() -> counting.writePattern(stop));
      for (int i = 1; i <= EXCHANGES; i++) {
        counting.awaitMoreThan(counting.count.get() + WRITE_BYTES);
        device.exchange();
        device.code().attach(counting);
      }
      stop.set(true);
      long outward = written.get();
      long inward = sent.get();
      client.channel().shutdownOutput();
      counting.closed.get();
      assertThat(counting.count).hasValue(inward);
      assertThat(received.get()).isEqualTo(outward);
      assertThat(counting.wrong).hasValue(0);
      assertThat(counting.openings.get()).isEqualTo(EXCHANGES + 1);
      assertThat(counting.overlaps).hasValue(0);
    }
  }

  @Test
  void deliveryThatOutlastsTheExchangeKeepsItsTurn() throws Exception {
    Path path = folder.resolve("s");
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var recording = new RecordingFrontEnd(1);
    var slow =
        new FrontEnd() {
          private final AtomicBoolean first = new AtomicBoolean(true);

          @Override
          public void opened(Connection connection) {
            recording.opened(connection);
          }

          @Override
          public void received(Connection connection, ByteBuffer data) {
            if (first.getAndSet(false)) {
              inside.countDown();
              await(goOn);
            }
            recording.received(connection, data);
          }

          @Override
          public void closed(Connection connection) {
            recording.closed(connection);
          }
        };
    try (Device device =
            Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
        Client client = Client.of(path)) {
      device.code().attach(slow);
      recording.awaitOpened();
      client.send("one");
      inside.await();
      device.exchange(); // does not wait for the delivery, which goes on only below
      device.code().attach(slow);
      client.send("two");
      recording.assertQuiet();
      goOn.countDown();
      recording.awaitText("one");
      recording.awaitOpened();
      recording.awaitText("two");
    }
  }

  @Test
  void peerThatWentMeanwhileIsOpenedAndClosed() throws Exception {
    Path path = folder.resolve("s");
    var recording = new RecordingFrontEnd(1);
    try (Device device =
        Device.socket(Map.of("path", path.toString(), "server", true, "wait", false))) {
      device.code().attach(recording);
      Client client = Client.of(path);
      recording.awaitOpened();
      device.exchange();
      client.send("last words");
      client.close();
      recording.assertQuiet();
      device.code().attach(recording);
      assertThat(recording.awaitOpened().id()).isEqualTo(1);
      recording.awaitText("last words");
      recording.awaitClosed();
    }
  }

  @Test
  void connectionClosedThroughAnOldHandleIsNoticedByNewCode() throws Exception {
    Path path = folder.resolve("s");
    var recording = new RecordingFrontEnd(1);
    try (Device device =
            Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
        Client client = Client.of(path)) {
      device.code().attach(recording);
      Connection old = recording.awaitOpened();
      device.exchange();
      device.code().attach(recording);
      Connection now = recording.awaitOpened();
      old.close();
      assertThat(recording.awaitClosed()).isSameAs(now);
      assertThat(client.isAtEnd()).isTrue();
    }
  }

  private static int port(Device device) {
    return Integer.parseInt(device.code().filename().replaceAll(".*:([0-9]+),.*", "$1"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static byte pattern(long at) {
    return (byte) (at % 251);
  }

  private static ByteBuffer pattern(long from, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    for (int i = 0; i < length; i++) {
      bytes.put(pattern(from + i));
    }
    return bytes.flip();
  }

  private static long sendPattern(Client client, AtomicBoolean stop) throws IOException {
    long sent = 0;
    while (!stop.get()) {
      ByteBuffer bytes = pattern(sent, WRITE_BYTES);
      while (bytes.hasRemaining()) {
        sent += client.channel().write(bytes);
      }
    }
    return sent;
  }

  private static long receivePattern(Client client) throws IOException {
    long received = 0;
    var input = Channels.newInputStream(client.channel());
    byte[] buffer = new byte[4096];
    for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
      for (int i = 0; i < n; i++) {
        if (buffer[i] != pattern(received++)) {
          throw new AssertionError("byte " + received + " is not the one that was written");
        }
      }
    }
    return received;
  }

  /** Checks the pattern across all generations, and writes one itself. */
  private static final class Counting implements FrontEnd {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicInteger openings = new AtomicInteger();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private final AtomicReference<@Nullable Connection> current = new AtomicReference<>();

    @Override
    public void opened(Connection connection) {
      openings.incrementAndGet();
      if (connection.id() != 1) {
        wrong.incrementAndGet();
      }
      current.set(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer data) {
      if (busy.getAndSet(true)) {
        overlaps.incrementAndGet();
      }
      while (data.hasRemaining()) {
        if (data.get() != pattern(count.get())) {
          wrong.incrementAndGet();
        }
        count.incrementAndGet();
      }
      busy.set(false);
    }

    @Override
    public void closed(Connection connection) {
      closed.complete(true);
    }

    void awaitMoreThan(long bytes) throws Exception {
      Await.until("more bytes", () -> count.get() > bytes);
    }

    // Uses whichever connection it knows of, as a front end does that is just being told.
    long writePattern(AtomicBoolean stop) throws IOException {
      long written = 0;
      while (!stop.get()) {
        Connection connection = current.get();
        if (connection != null) {
          connection.write(pattern(written, WRITE_BYTES), SECONDS);
          written += WRITE_BYTES;
        }
      }
      return written;
    }
  }
}
