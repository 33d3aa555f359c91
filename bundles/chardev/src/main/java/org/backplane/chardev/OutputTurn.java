package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.backplane.linux.EventFd;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Poller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to write a message: whoever took the one signal out of a counter. The counter
 * belongs to the definition, so that writers of two generations of code take turns too. Any thread.
 *
 * @param free made by {@link #newCounter}
 */
record OutputTurn(EventFd free) {

  private static final Logger LOG = LoggerFactory.getLogger(OutputTurn.class);

  /** A counter that says that it is nobody's turn. */
  static EventFd newCounter() throws LinuxException {
    var counter = new EventFd();
    counter.signal();
    return counter;
  }

  /**
   * Waits for one's turn. An interrupt does not end that.
   *
   * @return whether there was one, which is the caller's to restore
   * @throws IOException it did not come before the deadline, or the device is gone; interrupted
   *     again then if need be
   */
  boolean take(Deadline end) throws IOException {
    boolean interrupted = false;
    boolean taken = false;
    try {
      while (free.drain() == 0) {
        interrupted |= Thread.interrupted(); // else the wait would not wait
        await(end);
      }
      taken = true;
      return interrupted;
    } catch (IllegalStateException e) {
      throw new IOException("the device is gone", e);
    } finally {
      if (interrupted && !taken) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void await(Deadline end) throws IOException {
    Duration left = end.left();
    if (!left.isPositive()) {
      throw new InterruptedIOException("another message did not end before the deadline");
    }
    try (var waiting = new Poller()) {
      waiting.awaitReadable(free.descriptor(), left);
    }
  }

  /** Lets the next one write. */
  void give() {
    try {
      free.signal();
    } catch (LinuxException | IllegalStateException e) {
      LOG.debug("the device went while it was written to", e);
    }
  }
}
