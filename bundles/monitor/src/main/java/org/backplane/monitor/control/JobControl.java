package org.backplane.monitor.control;

import java.util.List;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.job.Job;
import org.backplane.api.job.Jobs;
import org.backplane.api.option.OptionParser;
import org.backplane.monitor.report.Wording;

/** The long work under way, with the error classes that monitors promise. */
public final class JobControl {

  private final Present<Jobs> jobs;
  private final OptionParser parser;

  public JobControl(Present<Jobs> jobs, OptionParser parser) {
    this.jobs = jobs;
    this.parser = parser;
  }

  /** The jobs under way, the oldest first. */
  public List<Job> list() {
    return jobs.find().map(Jobs::list).orElse(List.of());
  }

  /**
   * Calls a job off.
   *
   * @throws InvalidRequestException there is none: a plain error here, not a missing reference
   */
  public void cancel(String id) throws BackplaneException {
    Jobs present = jobs.find().orElseThrow(() -> missing(id));
    try {
      present.cancel(id);
    } catch (InvalidRequestException _) { // with the advice that only monitors give
      throw missing(id);
    }
  }

  private InvalidRequestException missing(String id) {
    List<String> ids = list().stream().map(Job::id).toList();
    return new InvalidRequestException(
        "jobs",
        "there is no " + Wording.quoted(id) + " under way",
        ids.isEmpty() ? "nothing is" : Wording.advice(parser, id, ids));
  }
}
