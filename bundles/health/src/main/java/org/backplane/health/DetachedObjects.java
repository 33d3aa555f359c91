package org.backplane.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.Phase;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Objects whose bundle is away: who asked them for something waits. */
@Component(
    property = {
      HealthCheck.NAME + "=objects-detached",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=objects-detached"
    })
public final class DetachedObjects implements HealthCheck {

  private final ObjectRegistry registry;

  @Activate
  public DetachedObjects(@Reference ObjectRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Result execute() {
    return Findings.of(
        Status.WARN, PhaseLook.at(registry, Phase.DETACHED), "every object has its code");
  }
}
