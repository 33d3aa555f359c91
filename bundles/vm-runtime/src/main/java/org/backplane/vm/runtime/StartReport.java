package org.backplane.vm.runtime;

import java.time.Instant;
import org.backplane.vm.runtime.trace.MachineTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, once for each machine, how long it took to its first guest instruction. */
final class StartReport {

  private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

  /** System property in which a launcher leaves the milliseconds since 1970 at its start. */
  private static final String START = "backplane.start.millis";

  private final MachineTrace trace;
  private boolean told;

  StartReport(MachineTrace trace) {
    this.trace = trace;
  }

  /** The hart is about to be started. */
  void aboutToRun() {
    if (!told) {
      told = true;
      long millis = System.currentTimeMillis() - processStartMillis();
      LOG.info("first guest instruction {} ms after the start of the process", millis);
      if (trace.firstInstruction.enabled()) {
        trace.firstInstruction.record(millis);
      }
    }
  }

  private static long processStartMillis() {
    Long given = Long.getLong(START);
    if (given != null) {
      return given;
    }
    return ProcessHandle.current().info().startInstant().orElseGet(Instant::now).toEpochMilli();
  }
}
