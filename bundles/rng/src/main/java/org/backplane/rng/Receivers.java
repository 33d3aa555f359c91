package org.backplane.rng;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells those who asked how their requests ended. One that throws costs its own request and no
 * other; a bundle that goes while its code runs shows as a LinkageError. Any thread.
 */
final class Receivers {

  private static final Logger LOG = LoggerFactory.getLogger(Receivers.class);

  private final String subject;
  private volatile boolean blamed;

  /**
   * @param subject names the backend in messages
   */
  Receivers(String subject) {
    this.subject = subject;
  }

  /** Ends a request, one way or another. */
  void tell(Runnable ending) {
    try {
      ending.run();
    } catch (RuntimeException | LinkageError e) {
      blame(e);
    }
  }

  /** A receiver threw this. */
  void blame(Throwable reason) {
    if (!blamed) {
      blamed = true; // a guest must not fill the log
      LOG.warn("{}: a front end failed to take entropy; not reported again", subject, reason);
    }
  }
}
