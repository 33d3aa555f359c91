package org.backplane.linux;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connected socket of a {@link SocketTable}, with what its users need to take turns: they may be
 * of different generations of code.
 */
public final class OpenSocket {
  private final long number;
  private final StreamSocket stream;
  private final Lock receiving = new ReentrantLock();
  private final Lock sending = new ReentrantLock();

  OpenSocket(long number, StreamSocket stream) {
    this.number = number;
    this.stream = stream;
  }

  /** Counts up from 1 within its table; never used again. */
  public long number() {
    return number;
  }

  /** The socket itself. */
  public StreamSocket stream() {
    return stream;
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
