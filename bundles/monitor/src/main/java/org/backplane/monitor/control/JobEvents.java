package org.backplane.monitor.control;

import java.util.List;
import org.backplane.api.job.Job;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** What peers are told of jobs. */
public final class JobEvents {

  /** Where a job is in its life; {@code null} when it is listed no longer. */
  public static final Form<String> STATUS =
      Form.words("created", "running", "aborting", "concluded", "null");

  static final EventType<Change> CHANGED =
      new EventType<>(
          "JOB_STATUS_CHANGE",
          ObjectForm.<Change>empty()
              .text("id", change -> change.job().id())
              .with("status", STATUS, Change::status));

  static final EventType<Job> MOVED =
      new EventType<>(
          "X_JOB_PROGRESS",
          ObjectForm.<Job>empty()
              .text("id", Job::id)
              .integer("current-progress", Job::done)
              .integer("total-progress", Job::total));

  /** All of them. */
  public static final List<EventType<?>> TYPES = List.of(CHANGED, MOVED);

  private JobEvents() {}

  /** A job's new status. */
  record Change(Job job, String status) {}
}
