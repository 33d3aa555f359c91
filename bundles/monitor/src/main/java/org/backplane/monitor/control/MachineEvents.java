package org.backplane.monitor.control;

import java.util.List;
import java.util.Optional;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineEvent.DeviceDeleted;
import org.backplane.monitor.schema.EventType;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;
import org.backplane.monitor.session.Event;

/** A machine's events as QMP names them. */
public final class MachineEvents {

  private static final ObjectForm<Cause> CAUSE =
      ObjectForm.<Cause>empty()
          .bool("guest", Cause::byGuest)
          .with("reason", Form.words(Cause.class, Cause::wireName), cause -> cause);

  private static final EventType<MachineEvent> RESUME = plain("RESUME");
  private static final EventType<MachineEvent> STOP = plain("STOP");
  private static final EventType<MachineEvent> POWERDOWN = plain("POWERDOWN");
  private static final EventType<Cause> RESET = new EventType<>("RESET", CAUSE);
  private static final EventType<Cause> SHUTDOWN = new EventType<>("SHUTDOWN", CAUSE);
  private static final EventType<DeviceDeleted> DEVICE_DELETED =
      new EventType<>(
          "DEVICE_DELETED",
          ObjectForm.<DeviceDeleted>empty()
              .maybe("device", Form.TEXT, it -> Optional.of(it.id()).filter(id -> !id.isEmpty()))
              .text("path", DeviceDeleted::path));

  /** All of them. */
  public static final List<EventType<?>> TYPES =
      List.of(RESUME, STOP, POWERDOWN, RESET, SHUTDOWN, DEVICE_DELETED);

  private MachineEvents() {}

  private static EventType<MachineEvent> plain(String name) {
    return new EventType<>(name, ObjectForm.empty());
  }

  /** Empty for what QMP has no event of its own for. */
  public static Optional<Event> of(MachineEvent event) {
    return switch (event) {
      case MachineEvent.Resumed _ -> Optional.of(RESUME.of(event));
      case MachineEvent.Stopped _ -> Optional.of(STOP.of(event));
      // The STOP that follows tells it.
      case MachineEvent.BreakpointReached _ -> Optional.empty();
      case MachineEvent.PowerdownRequested _ -> Optional.of(POWERDOWN.of(event));
      case MachineEvent.Reset(Cause cause) -> Optional.of(RESET.of(cause));
      case DeviceDeleted deleted -> Optional.of(DEVICE_DELETED.of(deleted));
      case MachineEvent.Shutdown(Cause cause, int _) -> Optional.of(SHUTDOWN.of(cause));
    };
  }
}
