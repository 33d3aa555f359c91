package org.backplane.monitor.hmp;

import java.util.List;
import org.backplane.api.job.Job;
import org.backplane.monitor.control.JobControl;

/** Lines about long work. */
public final class JobLines implements LineGroup {

  private static final String ID = "id";
  private static final int PERCENT = 100;

  private final JobControl jobs;
  private final Vocabulary vocabulary;

  public JobLines(JobControl jobs, Vocabulary vocabulary) {
    this.jobs = jobs;
    this.vocabulary = vocabulary;
  }

  @Override
  public List<LineCommand> commands() {
    return List.of(
        LineCommand.of(
            "job_cancel",
            "calls a job off, and with it the request that began it",
            List.of(Parameter.word(ID).of(vocabulary.jobs())),
            (words, _) -> jobs.cancel(words.get(ID))));
  }

  @Override
  public List<LineCommand> topics() {
    return List.of(
        LineCommand.show(
            "jobs",
            "shows the long work under way",
            (_, out) -> jobs.list().forEach(job -> out.line(line(job)))));
  }

  private static String line(Job job) {
    return "%s: %s of %s, %s, %d of %d (%d%%)"
        .formatted(
            job.id(),
            job.type(),
            job.object(),
            job.status().wireName(),
            job.done(),
            job.total(),
            (int) ((double) job.done() / job.total() * PERCENT));
  }
}
