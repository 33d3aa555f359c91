package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reset puts back, what it keeps, and what it ends. */
class MachineResetTest extends LiveMachineRig {

  private static final long CLINT = 0x200_0000;
  @TempDir Path folder;

  @Test
  void aGuestsResetStartsItAnewFromTheSameFiles() throws Exception {
    Path kernel = folder.resolve("fw");
    Files.write(kernel, TinyElf.bytes());
    VirtualMachine machine = started(rig.request().backend("m0").kernel(kernel));
    ram.set(ValueLayout.JAVA_BYTE, 0, (byte) 99);
    ram.set(ValueLayout.JAVA_BYTE, 0x10_0000, (byte) 77);
    Files.delete(kernel);
    var first = cpu.hart();
    first.does(bus -> bus.store(POWER, 4, 0x7777));
    rig.await(new MachineEvent.Reset(Cause.GUEST_RESET));
    machine.stop();
    assertThat(first.running()).isFalse();
    assertThat(cpu.harts).hasSize(2);
    assertThat(cpu.hart().from.pc()).isEqualTo(0x1000);
    assertThat(cpu.hart().from.instructionsRetired()).isZero();
    assertThat(ram.get(ValueLayout.JAVA_BYTE, 0)).as("reloaded").isEqualTo((byte) 0x6f);
    assertThat(ram.get(ValueLayout.JAVA_BYTE, 0x10_0000)).as("kept").isEqualTo((byte) 77);
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.Reset(Cause.GUEST_RESET),
            new MachineEvent.Stopped());
  }

  @Test
  void aGuestsResetMayEndTheMachine() throws Exception {
    started(rig.request().backend("m0").noReboot());
    cpu.hart().does(bus -> bus.store(POWER, 4, 0x7777));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_RESET, 0));
  }

  @Test
  void anOperatorsResetEndsSuchAMachineToo() throws Exception {
    VirtualMachine machine = started(rig.request().backend("m0").noReboot());
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.SHUTDOWN);
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(), new MachineEvent.Shutdown(Cause.HOST_QMP_SYSTEM_RESET, 0));
  }

  @Test
  void resettingAPausedMachineBringsItBackBeforeItsLaunch() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    assertThat(rig.events.getLast()).isEqualTo(new MachineEvent.Reset(Cause.HOST_QMP_SYSTEM_RESET));
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }

  @Test
  void resetPutsDevicesBack() throws Exception {
    VirtualMachine machine = started();
    cpu.hart().doesNow(bus -> bus.store(CLINT, 4, 1));
    assertThat(cpu.hart().lines).containsEntry(InterruptLine.MACHINE_SOFTWARE, true);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    cpu.hart().doesNow(_ -> {});
    assertThat(cpu.hart().lines).containsEntry(InterruptLine.MACHINE_SOFTWARE, false);
  }
}
