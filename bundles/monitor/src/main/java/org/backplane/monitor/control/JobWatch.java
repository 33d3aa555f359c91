package org.backplane.monitor.control;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobListener;
import org.backplane.api.job.Jobs;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every peer what becomes of jobs, and how far those are that move. Its one thread looks
 * after them once a period and lives only while there are jobs. What is told is queued under the
 * lock, which never blocks and keeps its order.
 */
public final class JobWatch implements JobListener, AutoCloseable {

  /** How often a job's progress is told at most. */
  public static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(JobWatch.class);

  private final Jobs jobs;
  private final Audience audience;
  private final Duration period;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final JobLedger ledger = new JobLedger();
  private @Nullable Thread thread;
  private @Nullable Registration registration;
  private boolean closed;

  private JobWatch(Jobs jobs, Audience audience, Duration period) {
    this.jobs = jobs;
    this.audience = audience;
    this.period = period;
  }

  /** Begins to watch; of jobs that have begun earlier only what is to come is told. */
  public static JobWatch over(Jobs jobs, Audience audience, Duration period) {
    var watch = new JobWatch(jobs, audience, period);
    watch.registration = jobs.listen(watch);
    watch.adopt(jobs.list());
    return watch;
  }

  private void adopt(List<Job> earlier) {
    lock.lock();
    try {
      earlier.forEach(ledger::adopt);
      keepThread();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void changed(Job now) {
    lock.lock();
    try {
      if (!closed) {
        ledger.changed(now).forEach(audience::announce);
        keepThread();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void keepThread() {
    if (thread == null && !ledger.isEmpty()) {
      Thread next = WorkerThread.virtual("monitor jobs", this::watch);
      next.start();
      thread = next; // not one that the host refused to start
    }
  }

  private void watch() {
    try {
      while (awaitPeriod()) {
        Map<String, JobLedger.Known> before = snapshot();
        compare(before, jobs.list());
      }
    } catch (RuntimeException e) {
      LOG.warn("the progress of jobs is told no longer", e);
    } finally {
      leave();
    }
  }

  /** Waits a period; false when there is nothing to watch any more, and the thread is to end. */
  private boolean awaitPeriod() {
    long left = period.toNanos();
    lock.lock();
    try {
      while (left > 0 && !ledger.isEmpty()) {
        left = changed.awaitNanos(left);
      }
      boolean more = !ledger.isEmpty();
      thread = more ? thread : null; // here, under the lock: the next job then starts another one
      return more;
    } catch (InterruptedException _) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  private Map<String, JobLedger.Known> snapshot() {
    lock.lock();
    try {
      return ledger.snapshot();
    } finally {
      lock.unlock();
    }
  }

  private void compare(Map<String, JobLedger.Known> before, List<Job> now) {
    lock.lock();
    try {
      ledger.compare(before, now).forEach(audience::announce);
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      thread = Thread.currentThread().equals(thread) ? null : thread;
    } finally {
      lock.unlock();
    }
  }

  /** Whether its thread lives. */
  boolean watching() {
    lock.lock();
    try {
      return thread != null;
    } finally {
      lock.unlock();
    }
  }

  /** Tells nothing more, and ends the thread. */
  @Override
  public void close() {
    Registration listening = registration;
    if (listening != null) {
      listening.close();
    }
    lock.lock();
    try {
      closed = true;
      ledger.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
