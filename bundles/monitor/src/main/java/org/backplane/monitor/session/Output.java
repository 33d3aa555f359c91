package org.backplane.monitor.session;

import java.time.Duration;

/** What goes to the peer, in the order of the calls. Any thread may call any method. */
public interface Output {

  /**
   * Queues an answer. Blocks while many answers, or long ones, wait for a slow peer, but not when
   * the caller is interrupted; does nothing once the peer is gone.
   */
  void reply(String text);

  /**
   * Queues an answer on the device's thread. As {@link #reply}, but does not block while the
   * device's code is exchanged: the thread must come home, and what it still holds is no more than
   * one buffer's worth of requests.
   */
  void replyAtOnce(String text);

  /** Queues an event. Never blocks: when too many wait, the oldest waiting event is dropped. */
  void event(String text);

  /**
   * Waits until everything queued so far and since has been written.
   *
   * @return false when that did not happen in time; true also once the peer is gone
   */
  boolean flush(Duration deadline);
}
