package org.backplane.core.job;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobListener;
import org.backplane.api.job.Jobs;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.core.option.Quoted;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The jobs under way. The registry puts them here; everybody may look. */
@Component(service = {Jobs.class, JobBoard.class})
public final class JobBoard implements Jobs {

  private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);

  private final SequencedMap<String, RunningJob> running = new LinkedHashMap<>();
  private final JobIds ids = new JobIds();
  private final List<JobListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Shows a new job.
   *
   * @param total how much there is to do; less than 1 counts as 1
   * @param callOff ends the work early; must not block
   */
  public RunningJob begin(ObjectPath object, String type, long total, Runnable callOff) {
    RunningJob job;
    synchronized (running) {
      String id = ids.next(type + "-" + object.id(), running.keySet());
      job = new RunningJob(id, type, object, total, callOff, this);
      running.put(job.id(), job);
    }
    job.announce();
    return job;
  }

  @Override
  public List<Job> list() {
    synchronized (running) {
      return running.values().stream().map(RunningJob::now).toList();
    }
  }

  @Override
  public void cancel(String id) throws BackplaneException {
    if (!find(id).map(RunningJob::callOff).orElse(false)) {
      throw new InvalidRequestException(
          "", "there is no job %s under way".formatted(Quoted.of(id)), "");
    }
  }

  private Optional<RunningJob> find(String id) {
    synchronized (running) {
      return Optional.ofNullable(running.get(id));
    }
  }

  @Override
  public Registration listen(JobListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void remove(RunningJob job) {
    synchronized (running) {
      running.remove(job.id(), job);
    }
  }

  void tell(Job now) {
    for (JobListener listener : listeners) {
      try {
        listener.changed(now);
      } catch (RuntimeException | LinkageError e) {
        LOG.error("a job listener failed on {}", now.id(), e);
      }
    }
  }
}
