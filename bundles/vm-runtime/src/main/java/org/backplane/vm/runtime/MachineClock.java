package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's time, with one thread for its timers. It stands still until it is started. */
final class MachineClock implements MachineTime {

  private static final Logger LOG = LoggerFactory.getLogger(MachineClock.class);
  private static final Duration LAST_TASK = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::due));
  private final Thread thread;
  private volatile Pace pace = new Pace(0, 0, false);
  private boolean closed;

  MachineClock() {
    thread = WorkerThread.platform("machine-clock", this::serve);
    thread.start();
  }

  /** How machine time follows host time, from one moment on. */
  private record Pace(long machineNanos, long hostNanos, boolean runs) {
    long now() {
      return runs ? machineNanos + (System.nanoTime() - hostNanos) : machineNanos;
    }
  }

  @Override
  public long nanos() {
    return pace.now();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    lock.lock();
    try {
      var timer = new Task(nanos() + Math.max(0, delay.toNanos()), task);
      if (!closed) {
        tasks.add(timer);
        if (timer.equals(tasks.peek())) {
          changed.signal();
        }
      }
      return timer;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void run(boolean runs) {
    lock.lock();
    try {
      if (pace.runs() != runs) {
        pace = new Pace(nanos(), System.nanoTime(), runs);
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread; no task runs afterwards. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tasks.clear();
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      if (!Thread.currentThread().equals(thread) && !thread.join(LAST_TASK)) {
        LOG.error("a timer task of the machine does not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve() {
    for (Task next = next(); next != null; next = next()) {
      try {
        next.action.run();
      } catch (Throwable e) { // the clock goes on whatever a device does
        LOG.error("a timer task of the machine failed", e);
      }
    }
  }

  /** Waits for the next task to fall due; null at the end. */
  private @Nullable Task next() {
    lock.lock();
    try {
      while (!closed) {
        Task first = tasks.peek();
        long left = first == null ? Long.MAX_VALUE : first.due - nanos();
        if (first != null && pace.runs() && left <= 0) {
          return tasks.poll();
        }
        if (first == null || !pace.runs()) {
          changed.awaitUninterruptibly();
        } else {
          changed.awaitNanos(left);
        }
      }
    } catch (InterruptedException _) {
      LOG.error("the machine's clock was interrupted and stops");
    } finally {
      lock.unlock();
    }
    return null;
  }

  private final class Task implements Timer {
    private final long due;
    private final Runnable action;

    Task(long due, Runnable action) {
      this.due = due;
      this.action = action;
    }

    long due() {
      return due;
    }

    @Override
    public void cancel() {
      lock.lock();
      try {
        tasks.remove(this);
      } finally {
        lock.unlock();
      }
    }
  }
}
