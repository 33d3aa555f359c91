package org.backplane.chardev;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;

/**
 * Waits until a channel is ready, the time is over, or another thread wakes the waiting one. Unlike
 * an interrupt a wake-up leaves the channel open, and a wake-up that comes early ends the next
 * wait. One thread waits at a time; an interrupted one does not wait.
 */
final class Readiness implements AutoCloseable {

  static final Duration FOREVER = Duration.ofDays(365);

  private final Selector selector;

  Readiness() throws IOException {
    selector = Selector.open();
  }

  /**
   * Waits; may return early.
   *
   * @param operations of {@link SelectionKey}; 0 to wait for time or wake-up only
   * @throws ClosedChannelException the channel is closed
   */
  void await(SelectableChannel channel, int operations, Duration timeout) throws IOException {
    SelectionKey key = channel.keyFor(selector);
    if (key == null) {
      channel.register(selector, operations);
    } else {
      setInterest(key, operations);
    }
    pause(timeout);
  }

  /** Waits for time or wake-up; may return early. */
  void pause(Duration timeout) throws IOException {
    if (timeout.isPositive()) {
      selector.select(Math.max(1, timeout.toMillis()));
    } else {
      selector.selectNow();
    }
    selector.selectedKeys().clear();
  }

  /** Has nothing to do with a channel any more; one that was closed is freed only now. */
  void forget(SelectableChannel channel) throws IOException {
    SelectionKey key = channel.keyFor(selector);
    if (key != null) {
      key.cancel();
    }
    selector.selectNow();
  }

  /** Ends the wait under way, or else the next one. Any thread, also after close. */
  void wake() {
    selector.wakeup();
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }

  private static void setInterest(SelectionKey key, int operations) throws IOException {
    try {
      key.interestOps(operations);
    } catch (CancelledKeyException e) {
      var closed = new ClosedChannelException();
      closed.initCause(e);
      throw closed;
    }
  }
}
