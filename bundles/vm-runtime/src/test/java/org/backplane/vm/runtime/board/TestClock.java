package org.backplane.vm.runtime.board;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.vm.runtime.device.VirtualClock;

/** Machine time that passes when a test says so; one thread. */
final class TestClock implements VirtualClock {

  private record Task(long due, Runnable action) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    var task = new Task(now + delay.toNanos(), action);
    tasks.add(task);
    return () -> tasks.removeIf(other -> other == task);
  }

  int timers() {
    return tasks.size();
  }

  void pass(long nanos) {
    long end = now + nanos;
    for (Optional<Task> task = due(end); task.isPresent(); task = due(end)) {
      tasks.remove(task.get());
      now = Math.max(now, task.get().due());
      task.get().action().run();
    }
    now = end;
  }

  private Optional<Task> due(long end) {
    return tasks.stream()
        .filter(task -> task.due() <= end)
        .min(Comparator.comparingLong(Task::due));
  }
}
