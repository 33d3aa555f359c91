package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;

/** Breakpoints: who stops at them, how it goes on, what they outlive. */
class BreakpointTest extends DebuggerRig {

  @Test
  void aBreakpointStopsTheMachine() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(cpu.hart().running()).isFalse();
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.BreakpointReached(0, THERE),
            new MachineEvent.Stopped());
    assertThat(machine.debugger().read(0).pc()).isEqualTo(THERE);
  }

  @Test
  void goingOnPassesTheBreakpointThatWasTold() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(THERE + 4);
    rig.events.clear();
    cpu.hart().jumpsTo(THERE);
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events).startsWith(new MachineEvent.BreakpointReached(0, THERE));
  }

  @Test
  void aBreakpointSteppedOntoStopsAtOnce() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.debugger().breakpoints(Set.of(THERE, THERE + 4));
    machine.debugger().step(0);
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.BreakpointReached(0, THERE + 4),
            new MachineEvent.Stopped());
  }

  @Test
  void theMachineIsPausedWhenThatCameFirst() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    machine.debugger().breakpoints(Set.of(0x1004L));
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    machine.stop();
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(rig.events).hasSize(3);
  }

  @Test
  void breakpointsStayOverResetAndExchangeOfTheCpu() throws Exception {
    VirtualMachine machine = started();
    machine.debugger().breakpoints(Set.of(THERE));
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(cpu.harts).hasSize(2);
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
    rig.builder.unbindCpu(cpu);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    machine.powerdown(); // comes after the exchange
    assertThat(next.hart().breakpoints).containsExactly(THERE);
    machine.debugger().breakpoints(Set.of());
    assertThat(next.hart().breakpoints).isEmpty();
  }

  @Test
  void breakpointsMayBeSetBeforeThereIsACpu() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    var mutable = new HashSet<>(Set.of(THERE));
    machine.debugger().breakpoints(mutable);
    mutable.clear();
    machine.cont();
    rig.builder.bindCpu(cpu);
    machine.powerdown();
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
  }

  @Test
  void resetLeadsFromDebuggingBackBeforeTheLaunch() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1000);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }
}
