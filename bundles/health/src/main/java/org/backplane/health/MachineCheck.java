package org.backplane.health;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Whether the machine can go on, and its devices with it. */
@Component(
    property = {
      HealthCheck.NAME + "=machine",
      HealthCheck.TAGS + "=" + Checks.TAG,
      HealthCheck.MBEAN_NAME + "=machine"
    })
public final class MachineCheck implements HealthCheck {

  private static final String NEEDS_RESET = "needs reset";

  private final AtomicReference<Optional<VirtualMachine>> machine =
      new AtomicReference<>(Optional.empty());

  @Activate
  public MachineCheck() {}

  @Override
  public Result execute() {
    var log = new FormattingResultLog();
    machine.get().ifPresentOrElse(present -> look(present, log), () -> log.info("no machine yet"));
    return new Result(log);
  }

  private static void look(VirtualMachine machine, FormattingResultLog log) {
    RunState state = machine.state();
    if (state == RunState.INTERNAL_ERROR) {
      log.critical("the machine cannot go on: {}; the log says why", state.wireName());
    } else {
      log.info("the machine is {}", state.wireName());
    }
    for (DeviceStatus device : devicesInTrouble(machine)) {
      log.warn("{} {}: {}", device.type().name(), device.path(), device.state());
    }
  }

  private static List<DeviceStatus> devicesInTrouble(VirtualMachine machine) {
    return machine.devices().stream()
        .filter(device -> device.state().startsWith(NEEDS_RESET))
        .toList();
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindMachine(VirtualMachine came) {
    machine.set(Optional.of(came));
  }

  void unbindMachine(VirtualMachine gone) {
    Optional<VirtualMachine> present = machine.get();
    if (present.filter(gone::equals).isPresent()) {
      machine.compareAndSet(present, Optional.empty());
    }
  }
}
