package org.backplane.health;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.backplane.api.job.Job;
import org.backplane.api.object.ObjectPath;

/**
 * Tells long work that gets on from work that hangs: it remembers how far each job was, and since
 * when. Any thread.
 */
final class ProgressWatch {

  private record Mark(long done, long nanoTime) {}

  private final LongSupplier nanoTime;
  private final Map<String, Mark> marks = new HashMap<>();

  /**
   * @param nanoTime the clock, as {@link System#nanoTime}
   */
  ProgressWatch(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Takes note of how far the jobs under way are. */
  synchronized void look(Collection<Job> jobs) {
    Set<String> present = jobs.stream().map(Job::id).collect(Collectors.toSet());
    marks.keySet().retainAll(present);
    long now = nanoTime.getAsLong();
    for (Job job : jobs) {
      Mark last = marks.get(job.id());
      if (last == null || last.done() != job.done()) {
        marks.put(job.id(), new Mark(job.done(), now));
      }
    }
  }

  /** Whether an object has a job that has got on lately; a job seen for the first time has. */
  synchronized boolean getsOn(ObjectPath object, Collection<Job> jobs, Duration patience) {
    Optional<Mark> mark =
        jobs.stream()
            .filter(job -> job.object().equals(object))
            .findFirst()
            .map(Job::id)
            .map(marks::get);
    return mark.isPresent() && nanoTime.getAsLong() - mark.get().nanoTime() <= patience.toNanos();
  }
}
