package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.List;
import org.backplane.api.job.Job;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.control.JobEvents;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/** Commands about long work. */
public final class JobCommands implements CommandGroup {

  private static final String ID = "id";

  private static final Form<Job> LINE =
      ObjectForm.<Job>empty()
          .text(ID, Job::id)
          .text("type", Job::type)
          .with("status", JobEvents.STATUS, job -> job.status().wireName())
          .integer("current-progress", Job::done)
          .integer("total-progress", Job::total)
          .text("x-object", job -> job.object().toString());

  private final JobControl jobs;

  public JobCommands(JobControl jobs) {
    this.jobs = jobs;
  }

  @Override
  public List<EventType<?>> events() {
    return JobEvents.TYPES;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        Command.query(
                Signature.of("query-jobs", "lists the long work under way"),
                LINE.list(),
                _ -> jobs.list())
            .outOfBand()
            .beforeMachine(),
        Command.action(
                Signature.of(
                    "job-cancel",
                    "calls a job off, and with it the request that began it",
                    Argument.required(ID, TEXT, "the job's id")),
                arguments -> jobs.cancel(arguments.text(ID)))
            .outOfBand()
            .beforeMachine());
  }
}
