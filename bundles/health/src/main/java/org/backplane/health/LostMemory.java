package org.backplane.health;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.Result.Status;
import org.backplane.api.memory.HostMemory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Memory that the host has taken away under its user, who reads zeros there now. */
@Component(
    property = {
      HealthCheck.NAME + "=memory-lost",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=memory-lost"
    })
public final class LostMemory implements HealthCheck {

  private final Map<HostMemory, String> subjects = new ConcurrentHashMap<>();

  @Activate
  public LostMemory() {}

  @Override
  public Result execute() {
    List<String> lost =
        subjects.entrySet().stream()
            .filter(memory -> memory.getKey().lostBytes() > 0)
            .map(memory -> line(memory.getValue(), memory.getKey().lostBytes()))
            .sorted()
            .toList();
    return Findings.of(Status.CRITICAL, lost, "the host has taken no memory away");
  }

  private static String line(String subject, long bytes) {
    return "%s: the host has taken %d bytes away; they read as zeros".formatted(subject, bytes);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindMemory(HostMemory came, Map<String, Object> properties) {
    subjects.put(
        came,
        "%s '%s'".formatted(properties.get("backplane.type"), properties.get("backplane.id")));
  }

  void unbindMemory(HostMemory gone) {
    subjects.remove(gone);
  }
}
