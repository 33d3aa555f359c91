package org.backplane.monitor.control;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobStatus;
import org.backplane.monitor.session.Event;

/** What peers have been told of the jobs under way, and what is to be told next. One thread. */
final class JobLedger {

  /** Jobs under way by id. */
  private final Map<String, Known> underWay = new HashMap<>();

  /**
   * A job that peers know.
   *
   * @param done how much was done when they were told last
   */
  record Known(Instant since, JobStatus status, long done) {

    static Known of(Job job) {
      return new Known(job.since(), job.status(), job.done());
    }

    /** Whether it is that very job, and not another one of its name. */
    boolean is(Job job) {
      return since.equals(job.since());
    }
  }

  boolean isEmpty() {
    return underWay.isEmpty();
  }

  Map<String, Known> snapshot() {
    return Map.copyOf(underWay);
  }

  void clear() {
    underWay.clear();
  }

  /** Takes in a job whose beginning is not told any more. */
  void adopt(Job job) {
    underWay.putIfAbsent(job.id(), Known.of(job));
  }

  /** A job began, was called off or ended; what is to be told of it. */
  List<Event> changed(Job now) {
    Optional<Known> before =
        Optional.ofNullable(underWay.get(now.id())).filter(known -> known.is(now));
    if (before.filter(known -> known.status() == now.status()).isPresent()) {
      return List.of();
    }
    if (now.status() == JobStatus.CONCLUDED) {
      underWay.remove(now.id());
    } else {
      long told = before.map(Known::done).orElse(now.done());
      underWay.put(now.id(), new Known(now.since(), now.status(), told));
    }
    return words(now.status()).stream()
        .map(word -> JobEvents.CHANGED.of(new JobEvents.Change(now, word)))
        .toList();
  }

  /** A job is created and starts at one moment, as it ends and goes. */
  private static List<String> words(JobStatus status) {
    return switch (status) {
      case RUNNING -> List.of("created", status.wireName());
      case ABORTING -> List.of(status.wireName());
      case CONCLUDED -> List.of(status.wireName(), "null");
    };
  }

  /**
   * Compares what is known with how jobs stand; what is to be told of those that moved.
   *
   * @param before what was known before the jobs were listed: what is missing now has ended unheard
   */
  List<Event> compare(Map<String, Known> before, List<Job> now) {
    var news = new ArrayList<Event>();
    for (Job job : now) {
      Known known = underWay.get(job.id());
      if (known != null && known.is(job) && known.done() != job.done()) {
        underWay.put(job.id(), new Known(known.since(), known.status(), job.done()));
        news.add(JobEvents.MOVED.of(job));
      }
    }
    Set<String> there = now.stream().map(Job::id).collect(Collectors.toSet());
    before.forEach(
        (id, known) -> {
          if (!there.contains(id)) {
            underWay.remove(id, known);
          }
        });
    return news;
  }
}
