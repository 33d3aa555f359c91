package org.backplane.monitor.observe;

/**
 * Who watches one monitor.
 *
 * @param monitor the id of its character device
 */
public record Observer(String monitor, MonitorMeter meter, MonitorTrace trace) {

  /** One whom nobody asks. */
  public static Observer unheard() {
    return new Observer("", new MonitorMeter(), new MonitorTrace());
  }

  /** A request has come in whose arguments are nobody else's business. */
  public void request(String command, Object id, boolean outOfBand, long bytes) {
    if (trace.request.enabled()) {
      trace.request.record(monitor, command, bytes);
    }
    var way = outOfBand ? trace.outOfBand : trace.inBand;
    if (way.enabled()) {
      way.record(id);
    }
  }

  /**
   * What came in is no request.
   *
   * @param flaw a fixed word: what the peer sent may be a password with a quote too few
   */
  public void malformed(String flaw) {
    if (trace.malformed.enabled()) {
      trace.malformed.record(flaw);
    }
  }

  /**
   * A request has its reply.
   *
   * @param outcome {@code return}, or the error's class
   */
  public void replied(Object id, String outcome, int chars) {
    if (trace.respond.enabled()) {
      trace.respond.record(monitor, id, outcome, chars);
    }
  }

  /** A peer is told of an event. */
  public void emitted(String event) {
    if (trace.eventEmitted.enabled()) {
      trace.eventEmitted.record(monitor, event);
    }
  }

  /**
   * Reading from a peer is suspended or resumed.
   *
   * @param count 1 or -1
   */
  public void suspended(int count) {
    if (trace.suspended.enabled()) {
      trace.suspended.record(monitor, count);
    }
  }
}
