package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.InUseException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.EventFd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.KeptNumber;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.backplane.tck.LiveThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The device over two named pipes, and its factory over the real streams. */
final class StdioChardevTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path folder;
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);
  private final AtomicInteger released = new AtomicInteger();
  private final KeptNumber conversations = new KeptNumber(1);
  private FileDescriptor input;
  private FileDescriptor output;
  private FileDescriptor typing;
  private EventFd turn;
  private Poller writing;
  private DescriptorChardev device;

  @BeforeEach
  void open() throws Exception {
    // Both ends of the output in one descriptor: the test reads back what was written.
    output = pipe("out", EnumSet.of(OpenFlag.READ, OpenFlag.WRITE));
    FileDescriptor both = pipe("in", EnumSet.of(OpenFlag.READ, OpenFlag.WRITE));
    input = FileDescriptor.open(folder.resolve("in"), EnumSet.of(OpenFlag.READ));
    typing = FileDescriptor.open(folder.resolve("in"), EnumSet.of(OpenFlag.WRITE));
    both.close();
    turn = OutputTurn.newCounter();
    writing = new Poller();
    device = newCode();
  }

  @AfterEach
  void end() {
    device.close();
    turn.close();
    writing.close();
    input.close();
    output.close();
    typing.close();
  }

  private FileDescriptor pipe(String name, EnumSet<OpenFlag> flags) throws Exception {
    Path path = folder.resolve(name);
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
    return FileDescriptor.open(path, flags);
  }

  private DescriptorChardev newCode() throws LinuxException {
    DescriptorStream stream = newStream();
    var peer =
        new SteadyPeer(
            "stdio 'stdio0'", "stdio", stream, () -> {}, Traffic.unmeasured(), conversations);
    return new DescriptorChardev(
        "stdio 'stdio0'",
        "stdio",
        frontEnd -> new SteadySession("backplane-chardev-stdio0", peer, frontEnd).start(),
        () -> {
          stream.close();
          released.incrementAndGet();
        });
  }

  private DescriptorStream newStream() throws LinuxException {
    return new DescriptorStream(
        Optional.of(input), output, new OutputTurn(turn), writing, new Poller());
  }

  private void type(String text) throws LinuxException {
    typing.write(StandardCharsets.UTF_8.encode(text));
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    device.attach(frontEnd);
    Connection connection = frontEnd.awaitOpened();
    assertThat(connection.peer()).isEqualTo("stdio");
    assertThat(device.filename()).isEqualTo("stdio");
    type("help\n");
    frontEnd.awaitText("help\n");
    connection.write(StandardCharsets.UTF_8.encode("no help"), SECONDS);
    ByteBuffer shown = ByteBuffer.allocate(7);
    output.read(shown);
    assertThat(new String(shown.array(), StandardCharsets.UTF_8)).isEqualTo("no help");
  }

  @Test
  void endOfInputEndsNothing() throws Exception {
    device.attach(frontEnd);
    Connection connection = frontEnd.awaitOpened();
    type("last");
    typing.close();
    frontEnd.awaitText("last");
    connection.write(StandardCharsets.UTF_8.encode("still there"), SECONDS);
    ByteBuffer shown = ByteBuffer.allocate(11);
    output.read(shown);
    assertThat(shown.hasRemaining()).isFalse();
    frontEnd.assertQuiet();
  }

  @Test
  void exchangesLoseNothing() throws Exception {
    for (int i = 0; i < 50; i++) {
      device.attach(frontEnd);
      assertThat(frontEnd.awaitOpened().id()).isEqualTo(1);
      type("a" + i);
      frontEnd.awaitText("a" + i);
      type("b" + i);
      device.close();
      device = newCode();
      device.attach(frontEnd);
      awaitReopenedWith("b" + i);
      device.detach(frontEnd);
    }
    assertThat(released).hasValue(50);
    frontEnd.assertQuiet();
  }

  // What was typed just before the exchange comes before it or after it.
  private void awaitReopenedWith(String text) throws Exception {
    var opened = new AtomicInteger();
    var received = new StringBuilder();
    while (opened.get() == 0 || received.length() < text.length()) {
      switch (frontEnd.awaitAny()) {
        case RecordingFrontEnd.Opened _ -> opened.incrementAndGet();
        case RecordingFrontEnd.Received(_, String piece) -> received.append(piece);
        case RecordingFrontEnd.Closed _ -> throw new AssertionError("closed");
      }
    }
    assertThat(received.toString()).isEqualTo(text);
  }

  @Test
  void outputThatNobodyReadsEndsTheSessionAtItsDeadline() throws Exception {
    device.attach(frontEnd);
    Connection connection = frontEnd.awaitOpened();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.write(ByteBuffer.allocate(1 << 20), Duration.ofMillis(100)))
        .withMessageContaining("deadline");
    assertThat(frontEnd.awaitClosed()).isSameAs(connection);
    device.detach(frontEnd);
    device.attach(frontEnd);
    frontEnd.awaitOpened();
  }

  @Test
  void anotherConversationBeginsOnceOutputIsReadAgain() throws Exception {
    device.attach(frontEnd);
    Connection first = frontEnd.awaitOpened();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> first.write(ByteBuffer.allocate(1 << 20), SHORT));
    frontEnd.awaitClosed();
    Thread.ofPlatform().daemon().start(this::readForEver);
    Connection second = frontEnd.awaitOpened();
    assertThat(second.id()).isNotEqualTo(first.id());
    second.write(ByteBuffer.allocate(1 << 20), SECONDS);
    type("back");
    frontEnd.awaitText("back");
    device.close();
    device = newCode();
    device.attach(frontEnd);
    assertThat(frontEnd.awaitOpened().id()).as("the same conversation").isEqualTo(second.id());
  }

  private void readForEver() {
    try {
      while (true) {
        output.read(ByteBuffer.allocate(1 << 16));
      }
    } catch (LinuxException | IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }

  @Test
  void anInterruptedWriterFinishesItsMessageAndSpoilsNobodyElses() throws Exception {
    device.attach(frontEnd);
    Connection connection = frontEnd.awaitOpened();
    int length = 1 << 20; // more than a pipe holds
    for (int round = 0; round < 20; round++) {
      var writing =
          new FutureTask<>(
              () -> {
                connection.write(ByteBuffer.allocate(length), SECONDS);
                return Thread.currentThread().isInterrupted();
              });
      Thread writer = Thread.ofVirtual().start(writing);
      ByteBuffer shown = ByteBuffer.allocate(length);
      output.read(shown.limit(1));
      shown.limit(length);
      writer.interrupt();
      while (shown.hasRemaining()) {
        output.read(shown);
      }
      assertThat(writing.get()).as("still interrupted").isTrue();
      connection.write(ByteBuffer.allocate(1), SECONDS);
      assertThat(output.read(ByteBuffer.allocate(2))).isOne();
    }
    frontEnd.assertQuiet();
  }

  @Test
  void anInterruptedWriterWaitsForItsTurnAllTheSame() throws Exception {
    try (DescriptorStream stream = newStream()) {
      assertThat(turn.drain()).as("another writer's turn").isOne();
      var writing =
          new FutureTask<>(
              () -> {
                Thread.currentThread().interrupt();
                return writeAll(stream, "late") == 4 && Thread.currentThread().isInterrupted();
              });
      Thread.ofVirtual().start(writing);
      turn.signal();
      assertThat(writing.get()).isTrue();
    }
  }

  @Test
  void writersOfTwoGenerationsDoNotMixTheirMessages() throws Exception {
    int length = 1 << 20; // more than a pipe holds
    byte[] shown = new byte[length];
    try (DescriptorStream old = newStream();
        DescriptorStream young = newStream()) {
      var message = new FutureTask<>(() -> writeAll(old, "a".repeat(length)));
      Thread.ofVirtual().start(message);
      assertThat(output.read(ByteBuffer.wrap(shown, 0, 1))).isOne();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> young.write(ByteBuffer.allocate(1), Deadline.in(SHORT)))
          .withMessageContaining("another message");
      var next = new FutureTask<>(() -> writeAll(young, "b"));
      Thread.ofVirtual().start(next);
      ByteBuffer rest = ByteBuffer.wrap(shown, 1, length - 1);
      while (rest.hasRemaining()) {
        output.read(rest);
      }
      assertThat(new String(shown, StandardCharsets.US_ASCII)).isEqualTo("a".repeat(length));
      message.get();
      next.get();
      ByteBuffer last = ByteBuffer.allocate(2);
      assertThat(output.read(last)).isOne();
      assertThat(last.get(0)).isEqualTo((byte) 'b');
    }
  }

  private static int writeAll(DescriptorStream stream, String text) throws IOException {
    stream.write(StandardCharsets.US_ASCII.encode(text), Deadline.in(SECONDS));
    return text.length();
  }

  @Test
  void frontEndWhoseBundleGoesIsToldTheEnd() throws Exception {
    device.attach(
        new FrontEnd() {
          @Override
          public void opened(Connection connection) {
            frontEnd.opened(connection);
          }

          @Override
          public void received(Connection connection, ByteBuffer data) {
            throw new NoClassDefFoundError("gone on purpose");
          }

          @Override
          public void closed(Connection connection) {
            frontEnd.closed(connection);
            throw new NoClassDefFoundError("gone on purpose");
          }
        });
    Connection connection = frontEnd.awaitOpened();
    type("x");
    assertThat(frontEnd.awaitClosed()).isSameAs(connection);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.write(ByteBuffer.allocate(1), SECONDS));
  }

  @Test
  void onlyOneFrontEndAtATime() throws Exception {
    device.attach(frontEnd);
    frontEnd.awaitOpened();
    assertThatIllegalStateException().isThrownBy(() -> device.attach(new RecordingFrontEnd(1)));
  }

  @Test
  void leavesNoThreadBehind() throws Exception {
    device.attach(frontEnd);
    frontEnd.awaitOpened();
    assertThat(LiveThreads.named("backplane-chardev-stdio0")).hasSize(1);
    device.close();
    assertThat(LiveThreads.named("backplane-chardev-stdio0")).isEmpty();
  }

  @Test
  void thereIsOneOfItAtATime() throws Exception {
    var factory = new StdioFactory();
    Device first = Device.of(factory, "s0", Map.of("signal", false));
    assertThatExceptionOfType(InUseException.class)
        .isThrownBy(() -> Device.of(factory, "s1", Map.of()))
        .withMessageStartingWith("stdio 's1': standard input and output serve another device");
    first.exchange();
    assertThatExceptionOfType(InUseException.class)
        .isThrownBy(() -> Device.of(factory, "s1", Map.of()));
    first.close();
    Device.of(factory, "s1", Map.of()).close();
  }
}
