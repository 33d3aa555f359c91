package org.backplane.monitor.observe;

import java.util.List;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Latency;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.backplane.api.object.ObjectPath;

/** What one monitor counts, all its clients together. Any thread may call any method. */
public final class MonitorMeter {

  private final Metrics metrics =
      Metrics.of(
          List.of(
              MetricDescription.counter("commands", "commands that clients gave"),
              MetricDescription.counter("commands-failed", "commands that ended with an error"),
              MetricDescription.counter("events-sent", "events that clients were sent"),
              MetricDescription.counter(
                  "events-dropped", "events that clients lost as they read too slowly"),
              MetricDescription.gauge("clients", Unit.COUNT, "clients that are connected"),
              MetricDescription.counter("connections", "clients that have ever been connected"),
              MetricDescription.bytes("bytes-in", "what clients sent"),
              MetricDescription.bytes("bytes-out", "what clients were sent"),
              MetricDescription.latency("command-latency", "how long commands took")));

  private final Counter commands = metrics.counter("commands");
  private final Counter failed = metrics.counter("commands-failed");
  private final Counter eventsSent = metrics.counter("events-sent");
  private final Counter eventsDropped = metrics.counter("events-dropped");
  private final Gauge clients = metrics.gauge("clients");
  private final Counter connections = metrics.counter("connections");
  private final Counter bytesIn = metrics.counter("bytes-in");
  private final Counter bytesOut = metrics.counter("bytes-out");
  private final Latency latency = metrics.latency("command-latency");

  /** As everybody is told of it. */
  public Measured measured(String chardev) {
    return new Measured(
        Measured.Target.MONITOR, ObjectPath.chardev(chardev).toString(), "monitor", "", metrics);
  }

  public void clientCame() {
    clients.add(1);
    connections.increment();
  }

  public void clientLeft() {
    clients.add(-1);
  }

  public void received(int bytes) {
    bytesIn.add(bytes);
  }

  public void sent(int bytes, boolean event) {
    bytesOut.add(bytes);
    if (event) {
      eventsSent.increment();
    }
  }

  public void eventDropped() {
    eventsDropped.increment();
  }

  /** A command that began at a {@link System#nanoTime} is done. */
  public void commandDone(long began, boolean succeeded) {
    commands.increment();
    if (!succeeded) {
      failed.increment();
    }
    latency.recordSince(began);
  }
}
