package org.backplane.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.Phase;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Objects that could not be made, or whose code broke. */
@Component(
    property = {
      HealthCheck.NAME + "=objects-failed",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=objects-failed"
    })
public final class FailedObjects implements HealthCheck {

  private final ObjectRegistry registry;

  @Activate
  public FailedObjects(@Reference ObjectRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Result execute() {
    return Findings.of(
        Status.CRITICAL, PhaseLook.at(registry, Phase.FAILED), "no object has failed");
  }
}
