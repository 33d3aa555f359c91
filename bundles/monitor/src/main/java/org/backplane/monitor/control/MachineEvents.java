package org.backplane.monitor.control;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.monitor.report.Members;
import org.backplane.monitor.session.Event;

/** A machine's events as QMP names them. */
public final class MachineEvents {

  private MachineEvents() {}

  /** Empty for what QMP has no event of its own for. */
  public static Optional<Event> of(MachineEvent event) {
    return switch (event) {
      case MachineEvent.Resumed() -> event("RESUME", Map.of());
      case MachineEvent.Stopped() -> event("STOP", Map.of());
      // The STOP that follows tells it.
      case MachineEvent.BreakpointReached(int _, long _) -> Optional.empty();
      case MachineEvent.PowerdownRequested() -> event("POWERDOWN", Map.of());
      case MachineEvent.Reset(Cause cause) -> event("RESET", data(cause));
      case MachineEvent.DeviceDeleted(String id, String path) ->
          event("DEVICE_DELETED", deleted(id, path));
      case MachineEvent.Shutdown(Cause cause, int _) -> event("SHUTDOWN", data(cause));
    };
  }

  private static Map<String, Object> deleted(String id, String path) {
    return new Members()
        .with("device", Optional.of(id).filter(text -> !text.isEmpty()))
        .with("path", path)
        .toMap();
  }

  private static Map<String, Object> data(Cause cause) {
    return new Members().with("guest", cause.byGuest()).with("reason", cause.wireName()).toMap();
  }

  private static Optional<Event> event(String name, Map<String, Object> data) {
    return Optional.of(new Event(name, data, Instant.now()));
  }
}
