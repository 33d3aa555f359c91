package org.backplane.monitor.observe;

import static org.backplane.api.trace.TraceField.signed;
import static org.backplane.api.trace.TraceField.text;
import static org.backplane.api.trace.TraceField.unsigned;

import java.util.List;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.osgi.service.component.annotations.Component;

/**
 * What monitors can tell event by event. Arguments and results are not told: there may be passwords
 * among them.
 */
@Component(service = {MonitorTrace.class, TraceGroup.class})
public final class MonitorTrace implements TraceGroup {

  /** A request has come in. */
  public final TracePoint request =
      new TracePoint("handle_qmp_command", text("mon"), text("req"), unsigned("bytes"));

  /** A command is about to be run in its turn. */
  public final TracePoint inBand = new TracePoint("monitor_qmp_cmd_in_band", text("id"));

  /** A command is about to be run that overtakes others. */
  public final TracePoint outOfBand = new TracePoint("monitor_qmp_cmd_out_of_band", text("id"));

  /** What came in is no request. */
  public final TracePoint malformed = new TracePoint("monitor_qmp_err_in_band", text("desc"));

  /** A reply is queued. */
  public final TracePoint respond =
      new TracePoint(
          "monitor_qmp_respond", text("mon"), text("id"), text("resp"), unsigned("bytes"));

  /** Something has happened that peers are told. */
  public final TracePoint eventQueued =
      new TracePoint("monitor_protocol_event_queue", text("event"), text("data"));

  /** A peer is told of it. */
  public final TracePoint eventEmitted =
      new TracePoint("monitor_protocol_event_emit", text("mon"), text("event"));

  /** A peer is not read from while too much of its waits; or is again. */
  public final TracePoint suspended =
      new TracePoint("monitor_suspend", text("mon"), signed("count"));

  @Override
  public List<TracePoint> points() {
    return List.of(
        request, inBand, outOfBand, malformed, respond, eventQueued, eventEmitted, suspended);
  }
}
