package org.backplane.core.job;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobStatus;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Progress;
import org.jspecify.annotations.Nullable;

/** One piece of long work, from its beginning to its end. Any thread. */
public final class RunningJob implements Progress {

  private final String id;
  private final String type;
  private final ObjectPath object;
  private final long total;
  private final Runnable callOff;
  private final JobBoard board;
  private final Instant since = Instant.now();
  private final AtomicLong done = new AtomicLong();

  // What listeners have not heard yet. Whoever adds to it tells them, unless somebody is at it:
  // so each job's changes are heard in order, and no lock is held meanwhile.
  private final Queue<Job> untold = new ArrayDeque<>();
  private boolean telling;
  private boolean calledOff;
  private volatile JobStatus status = JobStatus.RUNNING;

  RunningJob(
      String id, String type, ObjectPath object, long total, Runnable callOff, JobBoard board) {
    this.id = id;
    this.type = type;
    this.object = object;
    this.total = Math.max(1, total);
    this.callOff = callOff;
    this.board = board;
  }

  String id() {
    return id;
  }

  Job now() {
    return new Job(id, type, object, status, done.get(), total, since);
  }

  /** Never beyond the total, whatever a backend tells. */
  @Override
  public void advance(long amount) {
    if (amount > 0) {
      done.accumulateAndGet(amount, (before, more) -> before + Math.min(more, total - before));
    }
  }

  /** Ends the work early; false if it has ended already, and then nothing is called off. */
  boolean callOff() {
    synchronized (untold) {
      if (status == JobStatus.CONCLUDED) {
        return false;
      }
      calledOff = true;
      note(JobStatus.ABORTING);
    }
    tell();
    callOff.run();
    return true;
  }

  /** Whether an operator called it off while that could still be; settled once it is closed. */
  public boolean wasCalledOff() {
    synchronized (untold) {
      return calledOff;
    }
  }

  /** Takes note that somebody called the work off. */
  public void abort() {
    become(JobStatus.ABORTING);
  }

  @Override
  public void close() {
    become(JobStatus.CONCLUDED);
  }

  void announce() {
    synchronized (untold) {
      untold.add(now());
    }
    tell();
  }

  private void become(JobStatus next) {
    synchronized (untold) {
      note(next);
    }
    tell();
  }

  private void note(JobStatus next) {
    if (next.compareTo(status) <= 0) {
      return;
    }
    status = next;
    if (next == JobStatus.CONCLUDED) {
      board.remove(this);
    }
    untold.add(now());
  }

  private void tell() {
    for (Job change = next(true); change != null; change = next(false)) {
      board.tell(change);
    }
  }

  private @Nullable Job next(boolean first) {
    synchronized (untold) {
      if (first && telling) {
        return null;
      }
      Job change = untold.poll();
      telling = change != null;
      return change;
    }
  }
}
