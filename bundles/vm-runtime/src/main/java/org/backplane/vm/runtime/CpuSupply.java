package org.backplane.vm.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.cpu.CpuProvider;
import org.jspecify.annotations.Nullable;

/** Brings the CPU provider of the moment to every machine. */
final class CpuSupply {

  private final List<HostedMachine> machines = new ArrayList<>();
  private final List<HostedMachine> provided = new ArrayList<>();
  private @Nullable CpuProvider provider;

  /** A provider came; it replaces an earlier one. */
  synchronized void came(CpuProvider next) {
    provider = next;
    machines.forEach(machine -> machine.plug(next));
  }

  /** A provider goes; no machine refers to it when this returns. */
  void goes(CpuProvider old) {
    List<HostedMachine> affected;
    synchronized (this) {
      if (old.equals(provider)) {
        provider = null;
      }
      affected = List.copyOf(machines);
    }
    affected.forEach(machine -> machine.unplug(old));
  }

  /** A machine wants providers from now on. */
  synchronized void add(HostedMachine machine) {
    machines.add(machine);
    CpuProvider now = provider;
    if (now != null) {
      machine.plug(now);
    }
  }

  /** A machine is there that has a CPU of its own and wants no other. */
  synchronized void addProvided(HostedMachine machine, CpuProvider own) {
    provided.add(machine);
    machine.plug(own);
  }

  synchronized void remove(HostedMachine machine) {
    machines.remove(machine);
    provided.remove(machine);
  }

  /** All that are there. */
  synchronized List<HostedMachine> machines() {
    return Stream.of(machines, provided).flatMap(List::stream).toList();
  }
}
