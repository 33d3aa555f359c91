package org.backplane.linux;

import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connected socket of a {@link SocketTable}, with what its users need to take turns: they may be
 * of different generations of code.
 */
public final class OpenSocket {
  private final long number;
  private final SocketChannel channel;
  private final Lock receiving = new ReentrantLock();
  private final Lock sending = new ReentrantLock();

  OpenSocket(long number, SocketChannel channel) {
    this.number = number;
    this.channel = channel;
  }

  /** Counts up from 1 within its table; never used again. */
  public long number() {
    return number;
  }

  /** The socket itself. */
  public SocketChannel channel() {
    return channel;
  }

  /** Held by whoever reads and passes on what was read, for as long as both take. */
  public Lock receiving() {
    return receiving;
  }

  /** Held by whoever writes, for a whole message. */
  public Lock sending() {
    return sending;
  }
}
