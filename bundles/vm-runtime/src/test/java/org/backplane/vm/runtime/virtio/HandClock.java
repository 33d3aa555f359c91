package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.vm.runtime.device.VirtualClock;

/** Machine time that a test moves by hand. */
final class HandClock implements VirtualClock {

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  private record Task(long due, Runnable work) {}

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Timer after(Duration delay, Runnable task) {
    var entry = new Task(now + delay.toNanos(), task);
    tasks.add(entry);
    return () -> remove(entry);
  }

  private synchronized void remove(Task entry) {
    tasks.removeIf(task -> task == entry);
  }

  synchronized int pending() {
    return tasks.size();
  }

  /** Lets time pass; tasks run as their time comes. */
  void advance(Duration by) {
    long end = nanos() + by.toNanos();
    for (var task = next(end); task.isPresent(); task = next(end)) {
      task.get().work().run();
    }
  }

  private synchronized Optional<Task> next(long end) {
    Optional<Task> first =
        tasks.stream().filter(t -> t.due() <= end).min(Comparator.comparingLong(Task::due));
    first.ifPresent(tasks::remove);
    now = first.map(Task::due).orElse(end);
    return first;
  }
}
