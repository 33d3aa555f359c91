package org.backplane.linux;

import java.time.Duration;

/**
 * Gives back what a peer had a hand in. Its close may take as long as the peer likes: a socket can
 * linger until its other end has read everything, a file can wait for its server. So a thread of
 * its own does it, and whoever asked waits a moment only.
 */
final class Closing {
  static final String THREAD_NAME = "backplane-close";

  // Enough for every close that waits for nobody, so that the numbers are free afterwards.
  private static final Duration MOMENT = Duration.ofMillis(100);

  private Closing() {}

  /**
   * @param release closes; never throws
   */
  static void start(Runnable release) {
    try {
      Thread closer = Thread.ofPlatform().daemon().name(THREAD_NAME).start(release);
      closer.join(MOMENT);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError _) {
      release.run(); // the host has no more threads to give: better late than never
    }
  }
}
