package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Time that goes on only when somebody says so, and tasks on the thread of whoever does. Any
 * thread.
 */
final class SteppedClock implements MachineTime {

  private static final Logger LOG = LoggerFactory.getLogger(SteppedClock.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due).thenComparingLong(Task::number));
  private volatile long now;
  private long numbers;
  private boolean runs;
  private boolean closed;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    lock.lock();
    try {
      long due = now + Math.max(0, delay.toNanos());
      var timer = new Task(due < 0 ? Long.MAX_VALUE : due, numbers++, task);
      if (!closed) {
        tasks.add(timer);
      }
      return timer;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run(boolean moves) {
    lock.lock();
    try {
      runs = moves;
    } finally {
      lock.unlock();
    }
  }

  /** When the next task is due; empty when there is none. */
  OptionalLong nextDue() {
    lock.lock();
    try {
      Task first = tasks.peek();
      return first == null ? OptionalLong.empty() : OptionalLong.of(first.due);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Goes on to when the next task is due, at most to a time, and runs the tasks that are due then.
   * While the machine stands still nothing happens.
   *
   * @return whether time has gone on, or a task has run
   */
  boolean advance(long limit) {
    List<Task> due = new ArrayList<>();
    boolean moved;
    lock.lock();
    try {
      if (!runs || closed) {
        return false;
      }
      Task first = tasks.peek();
      long next = Math.max(now, Math.min(limit, first == null ? limit : first.due));
      moved = next > now;
      now = next;
      for (Task task = pollDue(); task != null; task = pollDue()) {
        due.add(task);
      }
    } finally {
      lock.unlock();
    }
    due.forEach(Task::run);
    return moved || !due.isEmpty();
  }

  private @Nullable Task pollDue() {
    Task first = tasks.peek();
    return first != null && first.due <= now ? tasks.poll() : null;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tasks.clear();
    } finally {
      lock.unlock();
    }
  }

  private final class Task implements Timer {
    private final long due;
    private final long number;
    private final Runnable action;
    private volatile boolean cancelled;

    Task(long due, long number, Runnable action) {
      this.due = due;
      this.number = number;
      this.action = action;
    }

    long due() {
      return due;
    }

    /** Tasks that are due at the same time run in the order in which they were given. */
    long number() {
      return number;
    }

    void run() {
      if (cancelled) {
        return;
      }
      try {
        action.run();
      } catch (RuntimeException | Error e) { // time goes on whatever a device does
        LOG.error("a timer task of the machine failed", e);
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      lock.lock();
      try {
        tasks.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
