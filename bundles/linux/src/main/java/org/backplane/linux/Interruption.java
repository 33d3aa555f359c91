package org.backplane.linux;

import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Lets an interrupt reach a platform thread inside a native call. The JDK closes the channel that
 * an interrupted thread works on; this is such a channel, and its end is what makes the call
 * return.
 */
final class Interruption extends AbstractInterruptibleChannel {
  private final Runnable onInterrupt;

  /**
   * @param onInterrupt runs at most once, on whichever thread interrupts, which it must not hold up
   */
  Interruption(Runnable onInterrupt) {
    this.onInterrupt = onInterrupt;
  }

  /** The call on this thread, which stays interrupted if it was. */
  void during(Runnable call) {
    begin();
    try {
      call.run();
    } finally {
      ended();
    }
  }

  private void ended() {
    try {
      end(true);
    } catch (AsynchronousCloseException _) {
      // Interrupted: the call itself tells how far it came.
    }
  }

  @Override
  protected void implCloseChannel() {
    onInterrupt.run();
  }
}
