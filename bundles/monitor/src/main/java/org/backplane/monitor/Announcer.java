package org.backplane.monitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.monitor.control.Audience;
import org.backplane.monitor.observe.MonitorTrace;
import org.backplane.monitor.session.Event;

/** Tells every open monitor what happens. */
final class Announcer implements Audience {

  private final MonitorTrace trace;
  private final List<ServedChardev> monitors = new CopyOnWriteArrayList<>();

  Announcer(MonitorTrace trace) {
    this.trace = trace;
  }

  void add(ServedChardev monitor) {
    monitors.add(monitor);
  }

  void remove(ServedChardev monitor) {
    monitors.remove(monitor);
  }

  @Override
  public void announce(Event event) {
    if (trace.eventQueued.enabled()) {
      trace.eventQueued.record(event.name(), event.data());
    }
    monitors.forEach(monitor -> monitor.happened(event));
  }

  @Override
  public void flush(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    monitors.forEach(monitor -> monitor.flush(Duration.ofNanos(end - System.nanoTime())));
  }
}
