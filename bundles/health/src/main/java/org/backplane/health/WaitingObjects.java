package org.backplane.health;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.Phase;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Objects that something they need has kept from beginning. */
@Component(
    property = {
      HealthCheck.NAME + "=objects-waiting",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=objects-waiting"
    })
public final class WaitingObjects implements HealthCheck {

  private final ObjectRegistry registry;

  @Activate
  public WaitingObjects(@Reference ObjectRegistry registry) {
    this.registry = registry;
  }

  @Override
  public Result execute() {
    return Findings.of(Status.WARN, PhaseLook.at(registry, Phase.WAITING), "no object waits");
  }
}
