package org.backplane.monitor.fake;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobListener;
import org.backplane.api.job.JobStatus;
import org.backplane.api.job.Jobs;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;

/** Jobs that begin, move and end as a test says. */
public final class FakeJobs implements Jobs {

  private static final long TOTAL = 100;

  private final Map<String, Job> jobs = new LinkedHashMap<>();
  private final List<JobListener> listeners = new CopyOnWriteArrayList<>();
  private final Semaphore questions = new Semaphore(0);
  private long begun;
  private volatile boolean broken;

  /** A job of 100 for {@code m0} begins. */
  public void begin(String id) {
    synchronized (this) {
      jobs.put(
          id,
          new Job(
              id,
              "preallocate",
              ObjectPath.object("m0"),
              JobStatus.RUNNING,
              0,
              TOTAL,
              Instant.EPOCH.plusSeconds(begun++)));
    }
    tell(id);
  }

  public synchronized void advance(String id, long amount) {
    change(id, j -> with(j, j.status(), j.done() + amount));
  }

  public void end(String id) {
    change(id, j -> with(j, JobStatus.CONCLUDED, j.done()));
    tell(id);
    vanish(id);
  }

  /** It is there no more, and nobody was told. */
  public synchronized void vanish(String id) {
    jobs.remove(id);
  }

  /** Tells all listeners how a job stands. */
  public void tell(String id) {
    Job now = find(id);
    listeners.forEach(listener -> listener.changed(now));
  }

  private synchronized Job find(String id) {
    return jobs.get(id);
  }

  private synchronized void change(String id, UnaryOperator<Job> change) {
    jobs.compute(id, (_, job) -> change.apply(job));
  }

  private static Job with(Job job, JobStatus status, long done) {
    return new Job(job.id(), job.type(), job.object(), status, done, job.total(), job.since());
  }

  public int listeners() {
    return listeners.size();
  }

  /** Whether the next questions fail. */
  public void broken(boolean now) {
    broken = now;
  }

  /** Waits until the list has been asked for so many times more. */
  public void awaitQuestions(int count) throws InterruptedException {
    questions.drainPermits();
    questions.acquire(count);
  }

  @Override
  public List<Job> list() {
    questions.release();
    if (broken) {
      throw new IllegalStateException("a bug");
    }
    synchronized (this) {
      return List.copyOf(jobs.values());
    }
  }

  @Override
  public void cancel(String id) throws InvalidRequestException {
    if (find(id) == null) {
      throw new InvalidRequestException("job '" + id + "'", "there is none", "");
    }
    change(id, j -> with(j, JobStatus.ABORTING, j.done()));
    tell(id);
  }

  @Override
  public Registration listen(JobListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }
}
