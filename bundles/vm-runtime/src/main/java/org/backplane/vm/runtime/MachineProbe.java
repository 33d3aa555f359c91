package org.backplane.vm.runtime;

import java.util.List;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.RunState;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.MetricDescription;
import org.backplane.api.metric.MetricDescription.Kind;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.trace.MachineTrace;

/** Counts and tells what happens to a machine as a whole; for its control thread. */
final class MachineProbe {

  static final String RUNNING_TIME = "running-time";
  static final String PAUSED_TIME = "paused-time";
  static final String MEMORY = "memory-bytes";
  private static final String STATE_CHANGES = "state-changes";
  private static final String RESETS = "resets";

  /** What a machine measures. */
  static final List<MetricDescription> METRICS =
      List.of(
          MetricDescription.counter(STATE_CHANGES, "Changes of the machine's state"),
          MetricDescription.counter(RESETS, "Resets"),
          new MetricDescription(
              RUNNING_TIME, Kind.COUNTER, Unit.NANOSECONDS, "Time that has passed for the guest"),
          new MetricDescription(
              PAUSED_TIME, Kind.COUNTER, Unit.NANOSECONDS, "Time that the machine was paused"),
          MetricDescription.gauge(MEMORY, Unit.BYTES, "RAM of the guest and its memory devices"));

  private final MachineTrace trace;
  private final Counter stateChanges;
  private final Counter resets;
  private final PausedTime paused;

  /**
   * @param metrics as described above
   * @param paused follows the machine's state from now on
   */
  MachineProbe(MachineTrace trace, Metrics metrics, PausedTime paused) {
    this.trace = trace;
    this.stateChanges = metrics.counter(STATE_CHANGES);
    this.resets = metrics.counter(RESETS);
    this.paused = paused;
  }

  void built(String type, Hardware hardware) {
    if (trace.built.enabled()) {
      trace.built.record(type, hardware.harts(), hardware.ramBytes());
    }
  }

  void closed(String type) {
    if (trace.closed.enabled()) {
      trace.closed.record(type);
    }
  }

  void became(RunState was, RunState now) {
    stateChanges.increment();
    paused.become(now == RunState.PAUSED || now == RunState.DEBUG);
    if (trace.runStateSet.enabled()) {
      trace.runStateSet.record(was.wireName(), now.wireName());
    }
    boolean runs = now == RunState.RUNNING;
    if (runs != (was == RunState.RUNNING) && trace.stateNotify.enabled()) {
      trace.stateNotify.record(runs, now.wireName());
    }
  }

  void reset(Cause cause) {
    resets.increment();
    if (trace.reset.enabled()) {
      trace.reset.record(cause.wireName());
    }
  }

  void shutdownRequested(Cause cause) {
    if (trace.shutdownRequest.enabled()) {
      trace.shutdownRequest.record(cause.wireName());
    }
  }

  void powerdownRequested() {
    if (trace.powerdownRequest.enabled()) {
      trace.powerdownRequest.record();
    }
  }
}
