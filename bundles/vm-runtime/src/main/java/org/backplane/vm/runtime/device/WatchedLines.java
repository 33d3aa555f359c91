package org.backplane.vm.runtime.device;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Numbered interrupt lines into or out of a device, wired through here so that somebody can watch
 * them. Any thread; watchers are called on the thread that drives a line, after the line has
 * reached its end, and must not hold it up.
 */
public final class WatchedLines {

  /** Hears of changes. */
  @FunctionalInterface
  public interface Watcher {
    void changed(int line, boolean level);
  }

  private final Map<Integer, InterruptPin> pins = new ConcurrentHashMap<>();
  private final CopyOnWriteArrayList<Watcher> watchers = new CopyOnWriteArrayList<>();

  /**
   * Wires a line.
   *
   * @param end where it leads
   * @return what is to be driven instead; calls for one line must come one at a time
   */
  public InterruptPin wire(int line, InterruptPin end) {
    var pin = new Line(line, end);
    pins.put(line, pin);
    return pin;
  }

  /** What drives a line; empty when there is no such line. */
  public Optional<InterruptPin> pin(int line) {
    return Optional.ofNullable(pins.get(line));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return pins.isEmpty();
  }

  /** Tells somebody of every change from now on. */
  public void watch(Watcher watcher) {
    watchers.add(watcher);
  }

  /** Tells that one no more. */
  public void leave(Watcher watcher) {
    watchers.remove(watcher);
  }

  private final class Line implements InterruptPin {
    private final int number;
    private final InterruptPin end;
    private volatile boolean level;

    Line(int number, InterruptPin end) {
      this.number = number;
      this.end = end;
    }

    @Override
    public void set(boolean high) {
      end.set(high);
      // Unchanged levels come often, with each register access.
      if (level != high) {
        level = high;
        watchers.forEach(watcher -> watcher.changed(number, high));
      }
    }
  }
}
