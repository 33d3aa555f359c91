package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;

/**
 * A descriptor to write to and perhaps one to read from, which other processes may share with this
 * one, used so that no call blocks.
 */
final class DescriptorStream implements AutoCloseable {

  // What a pipe that reports room takes without blocking; pipe(7), PIPE_BUF.
  private static final int SAFE_WRITE_BYTES = 4096;

  private final Optional<FileDescriptor> input;
  private final FileDescriptor output;
  private final Poller writing;
  private final Poller reading;
  private final OutputTurn turn;

  /**
   * @param input empty when nothing can be read
   * @param turn belongs to the definition, so that generations of code do not mix their messages
   * @param writing belongs to the definition, so that a message can be finished after an exchange
   * @param reading goes with this object
   */
  DescriptorStream(
      Optional<FileDescriptor> input,
      FileDescriptor output,
      OutputTurn turn,
      Poller writing,
      Poller reading) {
    this.input = input;
    this.output = output;
    this.turn = turn;
    this.reading = reading;
    this.writing = writing;
  }

  /** What generations of code share: whoever reads holds its monitor. */
  Object receiving() {
    return input.orElse(output);
  }

  /** Whether anything can be read. */
  boolean hasInput() {
    return input.isPresent();
  }

  /**
   * Waits for input, which there must be, and reads it.
   *
   * @return -1 at the end, 0 when {@link #wake} was called
   */
  int read(ByteBuffer target) throws LinuxException {
    return awaitInput() ? input.orElseThrow().read(target) : 0;
  }

  /** Waits for input, which there must be, or for its end; false when neither came. */
  boolean awaitInput() throws LinuxException {
    return reading.awaitReadable(input.orElseThrow(), Deadline.LONGEST) == Poller.Outcome.READY;
  }

  /** Waits for {@link #wake} only. */
  void pause(Duration timeout) throws LinuxException {
    reading.pause(timeout);
  }

  /** Whether the peer takes anything now. For the thread that reads. */
  boolean hasRoom() throws LinuxException {
    return reading.await(output, Interest.WRITE, Duration.ZERO) == Poller.Outcome.READY;
  }

  /** Ends the wait under way of the thread that reads, or else the next one. */
  void wake() {
    reading.wake();
  }

  /**
   * Writes all, or throws when the deadline passes. An interrupt does not end it, since half a
   * message is worth nothing: it is for later.
   */
  void write(ByteBuffer data, Deadline end) throws IOException {
    boolean interrupted = turn.take(end);
    try {
      while (data.hasRemaining()) {
        interrupted |= Thread.interrupted(); // else the wait would not wait
        writeSome(data, end);
      }
    } finally {
      turn.give();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void writeSome(ByteBuffer data, Deadline end) throws IOException {
    Duration left = end.passed() ? Duration.ZERO : end.left();
    try {
      writeWhenReady(data, left);
    } catch (IllegalStateException e) {
      throw new IOException("the device is gone", e);
    }
  }

  private void writeWhenReady(ByteBuffer data, Duration left) throws IOException {
    switch (writing.await(output, Interest.WRITE, left)) {
      case READY -> {
        ByteBuffer piece =
            data.slice(data.position(), Math.min(data.remaining(), SAFE_WRITE_BYTES));
        data.position(data.position() + output.write(piece));
      }
      case WOKEN -> {} // an interrupt, perhaps that of the writer before: the wait goes on
      case TIMED_OUT ->
          throw new InterruptedIOException(
              "%s did not take %d bytes before the deadline".formatted(output, data.remaining()));
    }
  }

  @Override
  public void close() {
    reading.close();
  }
}
