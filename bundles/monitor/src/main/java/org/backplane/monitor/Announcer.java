package org.backplane.monitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.monitor.control.Audience;
import org.backplane.monitor.session.Event;

/** Tells every open monitor what happens. */
final class Announcer implements Audience {

  private final List<ServedChardev> monitors = new CopyOnWriteArrayList<>();

  void add(ServedChardev monitor) {
    monitors.add(monitor);
  }

  void remove(ServedChardev monitor) {
    monitors.remove(monitor);
  }

  @Override
  public void announce(Event event) {
    monitors.forEach(monitor -> monitor.happened(event));
  }

  @Override
  public void flush(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    monitors.forEach(monitor -> monitor.flush(Duration.ofNanos(end - System.nanoTime())));
  }
}
