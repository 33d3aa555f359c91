package org.backplane.chardev;

import java.time.Duration;

/** Which side a socket device takes. */
sealed interface SocketRole {

  /**
   * It listens.
   *
   * @param waits whether it is made only once the first client is there
   */
  record Server(boolean waits) implements SocketRole {}

  /**
   * It connects.
   *
   * @param reconnect pause before each further try; zero: one try, and the end is final
   */
  record Client(Duration reconnect) implements SocketRole {
    boolean reconnects() {
      return !reconnect.isZero();
    }
  }
}
