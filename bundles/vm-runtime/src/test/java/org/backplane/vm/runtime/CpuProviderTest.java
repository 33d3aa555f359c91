package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;

/** A machine's CPU provider comes, goes, is replaced, and fails. */
class CpuProviderTest extends LiveMachineRig {

  private static final long CLINT = 0x200_0000;

  @Test
  void anotherProviderGoesOnWithTheHartsState() throws Exception {
    VirtualMachine machine = started();
    cpu.hart().doesNow(bus -> bus.store(CLINT, 4, 1));
    var old = cpu.hart();
    rig.builder.unbindCpu(cpu);
    assertThat(old.running()).isFalse();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(cpuState(machine)).isEqualTo("waiting for a CPU provider");
    long before = machine.instructionsRetired();
    assertThat(before).isPositive();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
    assertThat(next.hart().from.instructionsRetired()).isEqualTo(before);
    assertThat(next.hart().lines).containsEntry(InterruptLine.MACHINE_SOFTWARE, true);
    assertThat(cpuState(machine)).isEqualTo("running");
    assertThat(rig.events).containsExactly(new MachineEvent.Resumed());
  }

  @Test
  void aReplacingProviderComesBeforeTheOldOneGoes() throws Exception {
    started();
    var old = cpu.hart();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    rig.builder.unbindCpu(cpu);
    awaitRunning(next);
    assertThat(old.running()).isFalse();
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
  }

  @Test
  void aMachineMayWaitForItsFirstProvider() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    rig.builder.bindCpu(cpu);
    awaitRunning(cpu);
    assertThat(cpu.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aResetWithoutProviderTakesEffectWithTheNext() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aProviderThatRefusesTheStateIsTold() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    var picky = new FakeCpu(rig.host.log);
    picky.refuse();
    rig.builder.bindCpu(picky);
    machine.powerdown();
    assertThat(cpuState(machine)).contains("does not take its state: not that state");
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
  }

  @Test
  void aProviderThatRefusesTheVeryFirstStateIsAnInternalError() throws Exception {
    cpu.refuse();
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    rig.listen(machine);
    rig.builder.bindCpu(cpu);
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(cpuState(machine)).contains("does not take its state: not that state");
    assertThat(rig.events).contains(new MachineEvent.Stopped());
    rig.builder.unbindCpu(cpu);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    awaitRunning(next);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aCpuThatComesLaterAndRefusesTheVeryFirstStateIsAnInternalError() throws Exception {
    VirtualMachine machine = started();
    cpu.refuse();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
  }

  @Test
  void aBrokenHartStopsTheMachineUntilItIsReset() throws Exception {
    VirtualMachine machine = started();
    cpu.hart()
        .does(
            _ -> {
              throw new IllegalArgumentException("on purpose");
            });
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(cpuState(machine)).contains("on purpose");
    assertThatThrownBy(machine::cont)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("reset");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }

  @Test
  void aLostStateStopsTheMachineUntilItIsReset() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    rig.builder.unbindCpu(cpu);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(rig.events).endsWith(new MachineEvent.Stopped());
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    assertThatThrownBy(machine::cont).isInstanceOf(InvalidRequestException.class);
    assertThat(next.harts).as("not rewound").isEmpty();
    assertThat(cpuState(machine)).contains("its state could not be saved", "on purpose");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aReplacementThatLosesTheStateStopsTheMachineToo() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(next.harts).isEmpty();
  }
}
