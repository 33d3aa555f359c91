package org.backplane.trace;

import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.backplane.api.trace.TracePoint;
import org.backplane.api.trace.TraceSink;
import org.jspecify.annotations.Nullable;

/** Where a point that is switched on tells its events. */
final class OpenPoint implements TraceSink {

  private final TextLog log;
  private final BooleanSupplier logs;
  private final @Nullable FlightEvent flight;

  /**
   * @param logs whether the log wants events at the moment
   */
  OpenPoint(TextLog log, BooleanSupplier logs, Optional<FlightEvent> flight) {
    this.log = log;
    this.logs = logs;
    this.flight = flight.orElse(null);
  }

  @Override
  public void record(TracePoint point, Object[] values) {
    try {
      Told told = Told.of(point.fields(), values);
      if (flight != null) {
        flight.record(told);
      }
      if (logs.getAsBoolean()) {
        log.add(new TextLine(Instant.now(), point.name(), point.fields(), told));
      }
    } catch (RuntimeException | LinkageError | VirtualMachineError _) {
      // An event less, where a hart must go on.
      log.lose();
    }
  }
}
