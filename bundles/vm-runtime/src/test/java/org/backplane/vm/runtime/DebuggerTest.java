package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;

/** A hart's state as a debugger reads and writes it, and what it is told when it cannot. */
class DebuggerTest extends DebuggerRig {

  @Test
  void aRunningMachineIsNotSteppedAndNotWritten() throws Exception {
    VirtualMachine machine = started();
    HartState state = machine.debugger().read(0);
    refused(() -> machine.debugger().step(0), InvalidRequestException.class, "is running");
    refused(() -> machine.debugger().write(state), InvalidRequestException.class, "is running");
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void readingARunningMachineIsNotNoticed() throws Exception {
    VirtualMachine machine = started();
    rig.events.clear();
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    cpu.hart().doesNow(_ -> {});
    assertThat(rig.events).isEmpty();
    assertThat(cpu.harts).hasSize(1);
  }

  @Test
  void aStateIsWrittenByMakingTheHartAnew() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    HartState was = machine.debugger().read(0);
    machine.debugger().write(at(was, 0x8000_2000L));
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x8000_2000L);
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
    machine.debugger().write(at(was, THERE));
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events).contains(new MachineEvent.BreakpointReached(0, THERE));
  }

  @Test
  void aStateThatTheCpuDoesNotTakeChangesNothing() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    HartState was = machine.debugger().read(0);
    cpu.refuse();
    refused(
        () -> machine.debugger().write(at(was, 0x8000_2000L)),
        InvalidRequestException.class,
        "not that state");
    assertThat(machine.debugger().read(0)).isEqualTo(was);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
  }

  @Test
  void withoutACpuItIsToldWhy() throws Exception {
    Debugger debugger = rig.build(rig.request().backend("m0")).debugger();
    String why = "waiting for a CPU provider";
    refused(() -> debugger.read(0), NotActiveException.class, why);
    refused(() -> debugger.step(0), NotActiveException.class, why);
    refused(() -> debugger.load(0, RAM, new byte[1]), NotActiveException.class, why);
    refused(() -> debugger.store(0, RAM, new byte[1]), NotActiveException.class, why);
    HartState state = HartState.atReset(0, 0x1000, 0, 0);
    refused(() -> debugger.write(state), NotActiveException.class, why);
  }

  @Test
  void aStateCanBeReadWhileTheCpuIsAway() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
  }

  @Test
  void thereIsNoOtherHart() throws Exception {
    Debugger debugger = started().debugger();
    refused(() -> debugger.read(1), MissingReferenceException.class, "no hart 1");
    refused(() -> debugger.read(-1), MissingReferenceException.class, "no hart -1");
    refused(() -> debugger.step(1), MissingReferenceException.class, "no hart 1");
    VirtualMachine none = rig.build(rig.request().type("none"));
    refused(() -> none.debugger().read(0), MissingReferenceException.class, "has no CPU");
    refused(
        () -> none.debugger().loadPhysical(RAM, new byte[1]),
        MissingReferenceException.class,
        "has no CPU");
    none.debugger().breakpoints(Set.of(1L));
  }

  @Test
  void aStateLostInALookBreaksTheMachine() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    refused(() -> machine.debugger().read(0), NotActiveException.class, "could not be saved");
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(rig.events).endsWith(new MachineEvent.Stopped());
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }
}
