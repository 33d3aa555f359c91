package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.MetricDescription;
import org.backplane.vm.runtime.trace.MachineTrace;

/** Counts and tells what happens to a hart; for the control thread. */
final class HartProbe {

  private static final String RETIRED = "instructions-retired";
  private static final String EXCHANGES = "exchanges";

  /** What a hart measures. */
  static final List<MetricDescription> METRICS =
      List.of(
          MetricDescription.counter(RETIRED, "Instructions executed, over all resets"),
          MetricDescription.counter(EXCHANGES, "Times that other code took over its execution"));

  private final Measured measured;
  private final MachineTrace trace;
  private final Counter exchanges;

  /**
   * @param retired how many instructions the hart has executed; only grows
   */
  HartProbe(LongSupplier retired, MachineTrace trace) {
    this.measured =
        Measuring.of(
            Measured.Target.VCPU, BoardTypes.HART, BoardTypes.CPU, Map.of(RETIRED, retired));
    this.trace = trace;
    this.exchanges = measured.metrics().counter(EXCHANGES);
  }

  Measured measured() {
    return measured;
  }

  /**
   * Code is there that executes the hart.
   *
   * @param takesOver whether other code has executed it before
   */
  void codeCame(String isa, boolean takesOver) {
    if (takesOver) {
      exchanges.increment();
    }
    if (trace.cpuPlugged.enabled()) {
      trace.cpuPlugged.record(measured.path(), isa);
    }
  }

  void codeWent() {
    if (trace.cpuUnplugged.enabled()) {
      trace.cpuUnplugged.record(measured.path());
    }
  }
}
