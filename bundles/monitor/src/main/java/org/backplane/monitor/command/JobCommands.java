package org.backplane.monitor.command;

import static org.backplane.monitor.command.Argument.Kind.TEXT;

import java.util.List;
import java.util.Map;
import org.backplane.api.job.Job;
import org.backplane.monitor.control.JobControl;
import org.backplane.monitor.report.Members;

/** Commands about long work. */
public final class JobCommands implements CommandGroup {

  private static final String ID = "id";

  private final JobControl jobs;

  public JobCommands(JobControl jobs) {
    this.jobs = jobs;
  }

  @Override
  public List<Command> commands() {
    return List.of(
        new Command(
            Signature.of("query-jobs", "lists the long work under way"),
            _ -> Answer.of(jobs.list().stream().map(JobCommands::line).toList())),
        new Command(
            Signature.of(
                "job-cancel",
                "calls a job off, and with it the request that began it",
                Argument.required(ID, TEXT, "the job's id")),
            arguments -> {
              jobs.cancel(arguments.text(ID));
              return Answer.done();
            }));
  }

  private static Map<String, Object> line(Job job) {
    return new Members()
        .with(ID, job.id())
        .with("type", job.type())
        .with("status", job.status().wireName())
        .with("current-progress", job.done())
        .with("total-progress", job.total())
        .with("x-object", job.object().toString())
        .toMap();
  }
}
