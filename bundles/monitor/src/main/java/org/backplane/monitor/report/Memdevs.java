package org.backplane.monitor.report;

import java.util.List;
import java.util.Optional;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.monitor.report.MemoryBackends.Backend;

/** Reports all memory backends. */
public final class Memdevs {

  private final MemoryBackends backends;

  public Memdevs(ObjectRegistry registry) {
    backends = new MemoryBackends(registry);
  }

  /** As they were asked for. */
  public List<Memdev> list() {
    return backends.list().stream().map(Memdevs::describe).toList();
  }

  /**
   * What they cost the host at this moment.
   *
   * @param machine knows the pages of the memory that it uses
   */
  public List<MemdevUsage> usage(Optional<VirtualMachine> machine) {
    List<MemoryRegion> used = machine.map(VirtualMachine::memory).orElse(List.of());
    return backends.list().stream().map(backend -> MemdevUsage.of(backend, used)).toList();
  }

  private static Memdev describe(Backend backend) {
    return new Memdev(
        backend.id(),
        JsonValues.unsigned(backend.size()),
        backend.bool("merge", true),
        backend.bool("dump", true),
        backend.bool("prealloc", false),
        backend.bool("share", false),
        backend.bool("reserve", true),
        backend.numbers("host-nodes"),
        backend.text("policy", "default"));
  }
}
