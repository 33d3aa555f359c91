package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;

/**
 * Waits until a descriptor is ready, a deadline passes, or another thread calls {@link #wake()}:
 * the way to stop a reader of standard input or of a device at once. One thread waits at a time;
 * {@code wake} and {@code close} may come from any thread. An interrupt ends the wait as a wake
 * does; on a virtual thread the wait does not hold the carrier.
 */
public final class Poller implements AutoCloseable {
  /** What to wait for. */
  public enum Interest {
    /** Data, end of file, or an error to read. */
    READ(0x1),
    /** Room to write, or an error. */
    WRITE(0x4),
    /** The peer of a stream socket sends no more, or an error; not that bytes are there. */
    HANG_UP(0x2000);

    private final int events;

    Interest(int events) {
      this.events = events;
    }
  }

  /** How a wait ended. */
  public enum Outcome {
    /** A read or write will not wait; it may also report the end or an error. */
    READY,
    /** {@link Poller#wake()} or {@link Poller#close()} was called. */
    WOKEN,
    /** The time is over. */
    TIMED_OUT
  }

  private static final Duration LONGEST = Duration.ofDays(365L * 100);
  private static final int POLLNVAL = 0x20;

  private final EventFd wakeUp;

  /** Makes a poller, which owns one descriptor. */
  public Poller() throws LinuxException {
    wakeUp = new EventFd();
  }

  /** {@link #await} for {@link Interest#READ}. */
  public Outcome awaitReadable(FileDescriptor descriptor, Duration timeout) throws LinuxException {
    return await(descriptor, Interest.READ, timeout);
  }

  /**
   * Waits for at most {@code timeout}; zero asks without waiting. A wake that came before the wait
   * ends it at once, and each wait that reports {@link Outcome#WOKEN} consumes the wakes so far.
   * Waking goes before readiness. The descriptor stays open until the wait has ended, whoever
   * closes it.
   */
  public Outcome await(FileDescriptor descriptor, Interest interest, Duration timeout)
      throws LinuxException {
    Objects.requireNonNull(interest, "interest");
    long deadline = System.nanoTime() + nanos(timeout);
    try (var _ = wakeUp.descriptor().hold();
        var _ = descriptor.hold()) {
      return PlatformCall.run(
          "backplane-poll", () -> poll(descriptor, interest, deadline), this::wake);
    }
  }

  /** Waits for time or {@link #wake()} only, with the rules of {@link #await}. */
  public Outcome pause(Duration timeout) throws LinuxException {
    return awaitReadable(wakeUp.descriptor(), timeout);
  }

  /** Ends the wait under way, or the next one when there is none. After close it does nothing. */
  public void wake() {
    try {
      wakeUp.signal();
    } catch (LinuxException e) {
      throw new IllegalStateException("an open event counter takes every signal", e);
    } catch (IllegalStateException _) {
      // Closed: nobody is left to wake.
    }
  }

  /**
   * Ends the wait under way and gives the poller's descriptor up. A later wait throws {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    wake();
    wakeUp.close();
  }

  private Outcome poll(FileDescriptor descriptor, Interest interest, long deadline)
      throws LinuxException {
    // struct pollfd, poll(2): i32 fd, i16 events, i16 revents; the wake-up entry first.
    byte[] entries = new byte[16];
    ByteBuffer view = ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder());
    view.putInt(0, wakeUp.descriptor().number()).putShort(4, (short) Interest.READ.events);
    view.putInt(8, descriptor.number()).putShort(12, (short) interest.events);
    while (true) {
      long leftNanos = Math.max(0, deadline - System.nanoTime());
      int ready = LibC.poll(entries, 2, millisUp(leftNanos));
      if (ready == -1 && !Errno.EINTR.is(LibC.errno())) {
        throw LibC.failure("poll", "on '" + descriptor + "'");
      }
      if (ready > 0) {
        return outcome(descriptor, view.getShort(6), view.getShort(14));
      }
      if (ready == 0 && leftNanos == 0) {
        return Outcome.TIMED_OUT;
      }
    }
  }

  private Outcome outcome(FileDescriptor descriptor, short woken, short ready)
      throws LinuxException {
    if (woken != 0) {
      wakeUp.drainHeld();
      return Outcome.WOKEN;
    }
    if ((ready & POLLNVAL) != 0) {
      throw new LinuxException("poll", "on '" + descriptor + "'", Errno.EBADF);
    }
    return Outcome.READY;
  }

  private static long nanos(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    return (timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout).toNanos();
  }

  private static int millisUp(long nanos) {
    return (int) Math.min(Integer.MAX_VALUE, nanos / 1_000_000 + (nanos % 1_000_000 == 0 ? 0 : 1));
  }
}
