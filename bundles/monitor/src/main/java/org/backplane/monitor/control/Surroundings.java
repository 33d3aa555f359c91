package org.backplane.monitor.control;

import java.util.function.IntConsumer;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.crypto.CryptoBackend;
import org.backplane.api.debug.DebugServer;
import org.backplane.api.job.Jobs;
import org.backplane.api.launch.Preconfiguration;
import org.backplane.api.machine.MachineBuilder;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.metric.Measured;
import org.backplane.api.trace.Tracing;

/**
 * What comes and goes around the monitors.
 *
 * @param exit ends the process when there is no machine to do it
 * @param preconfiguration there for as long as the machine waits to be built
 * @param measured everything with metrics
 */
public record Surroundings(
    Present<VirtualMachine> machine,
    Present<MachineBuilder> builder,
    Present<IntConsumer> exit,
    Present<Jobs> jobs,
    Present<DebugServer> debugServer,
    Present<Tracing> tracing,
    Present<Preconfiguration> preconfiguration,
    Present<CpuProvider> cpu,
    Gathered<Measured> measured,
    Live<Chardev> chardevs,
    Live<CryptoBackend> cryptodevs) {

  /** Nothing is there yet. */
  public Surroundings() {
    this(
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Present<>(),
        new Gathered<>(),
        new Live<>(),
        new Live<>());
  }
}
