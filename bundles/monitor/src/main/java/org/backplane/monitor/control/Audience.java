package org.backplane.monitor.control;

import java.time.Duration;
import org.backplane.monitor.session.Event;

/** All peers of all monitors. */
public interface Audience {

  /** Queues an event for every negotiated peer. Never blocks. */
  void announce(Event event);

  /** Waits until the peers have what was queued for them, or the time is over. */
  void flush(Duration deadline);
}
