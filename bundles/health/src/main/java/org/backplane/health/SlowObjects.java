package org.backplane.health;

import java.time.Duration;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.job.Job;
import org.backplane.api.job.Jobs;
import org.backplane.api.object.Busy;
import org.backplane.api.object.ObjectRegistry;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Objects whose backend does not answer. Long work that shows that it gets on does not count. */
@Component(
    configurationPid = Checks.PID,
    property = {
      HealthCheck.NAME + "=objects-slow",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=objects-slow"
    })
public final class SlowObjects implements HealthCheck {

  /** {@code etc/org.backplane.health.cfg}. */
  public @interface Settings {

    /** How long a backend may take, in seconds. */
    int slow_seconds() default 5;
  }

  private final ObjectRegistry registry;
  private final Jobs jobs;
  private final Duration patience;
  private final ProgressWatch progress;

  @Activate
  public SlowObjects(@Reference ObjectRegistry registry, @Reference Jobs jobs, Settings settings) {
    this(
        registry,
        jobs,
        Duration.ofSeconds(Math.max(1, settings.slow_seconds())),
        new ProgressWatch(System::nanoTime));
  }

  SlowObjects(ObjectRegistry registry, Jobs jobs, Duration patience, ProgressWatch progress) {
    this.registry = registry;
    this.jobs = jobs;
    this.patience = patience;
    this.progress = progress;
  }

  @Override
  public Result execute() {
    List<Job> underWay = jobs.list();
    progress.look(underWay);
    List<String> slow =
        registry.busy().stream()
            .filter(busy -> busy.elapsed().compareTo(patience) > 0)
            .filter(busy -> !progress.getsOn(busy.path(), underWay, patience))
            .map(SlowObjects::line)
            .toList();
    return Findings.of(Status.WARN, slow, "every backend answers in time");
  }

  private static String line(Busy busy) {
    return "%s '%s': its backend has not answered for %d s"
        .formatted(busy.typeName(), busy.path().id(), busy.elapsed().toSeconds());
  }
}
