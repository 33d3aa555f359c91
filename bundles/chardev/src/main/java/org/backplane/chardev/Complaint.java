package org.backplane.chardev;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.metric.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Peers that do not come in: each counts, and the first one after some that did is told in the log,
 * which nobody can fill that way.
 *
 * @param subject the device
 * @param what happened, such as {@code a client was turned away}
 * @param failures how many there were
 */
record Complaint(String subject, String what, Counter failures, AtomicBoolean told) {

  private static final Logger LOG = LoggerFactory.getLogger(Complaint.class);

  Complaint(String subject, String what, Counter failures) {
    this(subject, what, failures, new AtomicBoolean());
  }

  void about(IOException reason) {
    failures.increment();
    if (told.compareAndSet(false, true)) {
      LOG.warn("{}: {}: {}; the next ones are not told", subject, what, reason.getMessage());
    } else {
      LOG.debug("{}: {}", subject, what, reason);
    }
  }

  /** It went well again. */
  void over() {
    told.set(false);
  }
}
