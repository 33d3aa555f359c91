package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackendFailedException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.NotActiveException;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;

/** Single steps, and how they fail. */
class SteppingTest extends DebuggerRig {

  @Test
  void aStepExecutesOnTheHartsThreadWhileTimeGoesOn() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    rig.events.clear();
    long before = machine.instructionsRetired();
    var bus = new AtomicReference<PhysicalBus>();
    cpu.hart()
        .does(
            b -> {
              bus.set(b);
              long now = b.time();
              while (b.time() < now + 100) {
                Thread.onSpinWait();
              }
            });
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.instructionsRetired()).isEqualTo(before + 1);
    assertThat(rig.host.log).contains("hart-0 steps");
    assertThat(rig.events).isEmpty();
    long stopped = bus.get().time();
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1008);
    assertThat(bus.get().time()).as("time stands still again").isEqualTo(stopped);
    assertThat(cpu.harts).as("the same hart").hasSize(1);
  }

  @Test
  void aMachineThatNeverRanCanBeStepped() throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
  }

  @Test
  void aStepThatWaitsForAnInterruptIsGivenUp() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart().waitInSteps();
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    machine.cont();
    assertThat(cpu.harts).as("the old one may have the request still").hasSize(2);
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aCpuThatFailsInAStepBreaksTheMachine() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart()
        .does(
            _ -> {
              throw new IllegalArgumentException("on purpose");
            });
    refused(() -> machine.debugger().step(0), BackendFailedException.class, "failed in a step");
    machine.powerdown(); // comes after what the hart told
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    refused(() -> machine.debugger().read(0), NotActiveException.class, "on purpose");
    refused(() -> machine.debugger().step(0), InvalidRequestException.class, "reset it first");
    machine.debugger().breakpoints(Set.of());
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
  }

  @Test
  void aGuestMayPowerOffInAStep() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart().does(bus -> bus.store(POWER, 4, 0x5555));
    machine.debugger().step(0);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    refused(() -> machine.debugger().step(0), NotActiveException.class, "has ended");
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1008);
    machine.close();
    refused(() -> machine.debugger().read(0), NotActiveException.class, "has ended");
  }
}
