package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalLong;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.Test;

/** Memory as a debugger reads and writes it. */
class DebuggerMemoryTest extends DebuggerRig {

  @Test
  void memoryIsReadPageByPageAsTheHartTranslates() throws Exception {
    VirtualMachine machine = started();
    ram.set(ValueLayout.JAVA_BYTE, 0x5fff, (byte) 1);
    ram.set(ValueLayout.JAVA_BYTE, 0x2000, (byte) 2);
    cpu.hart().translation =
        virtual ->
            switch ((int) (virtual >>> 12)) {
              case 7 -> OptionalLong.of(RAM + 0x5000 + (virtual & 0xfff));
              case 8 -> OptionalLong.of(RAM + 0x2000 + (virtual & 0xfff));
              default -> OptionalLong.empty();
            };
    byte[] two = new byte[2];
    assertThat(machine.debugger().load(0, 0x7fff, two)).isEqualTo(2);
    assertThat(two).containsExactly(1, 2);
    assertThat(machine.debugger().load(0, 0x8ffe, new byte[9])).isEqualTo(2);
    assertThat(machine.debugger().load(0, 0x9000, new byte[9])).isZero();
    assertThat(machine.debugger().load(0, -1, new byte[9])).isZero();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void memoryIsWrittenAndTheHartToldOfIt() throws Exception {
    VirtualMachine machine = started();
    long last = RAM + RAM_BYTES - 2;
    assertThat(machine.debugger().store(0, last, new byte[] {7, 8, 9})).isEqualTo(2);
    assertThat(ram.get(ValueLayout.JAVA_BYTE, RAM_BYTES - 1)).isEqualTo((byte) 8);
    assertThat(cpu.hart().flushes).hasValue(1);
  }

  @Test
  void romIsReadButNotWrittenAndDevicesAreLeftAlone() throws Exception {
    VirtualMachine machine = started();
    byte[] code = new byte[4];
    assertThat(machine.debugger().load(0, 0x1000, code)).isEqualTo(4);
    assertThat(code).isNotEqualTo(new byte[4]);
    assertThat(machine.debugger().store(0, 0x1000, new byte[4])).isZero();
    for (long device : List.of(UART, POWER, 0x1000_8000L)) {
      assertThat(machine.debugger().load(0, device, new byte[4])).isZero();
      assertThat(machine.debugger().store(0, device, new byte[] {0x55, 0x55, 0, 0})).isZero();
      assertThat(machine.debugger().loadPhysical(device, new byte[4])).isZero();
    }
    machine.powerdown();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void physicalMemoryNeedsNoCpu() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    ram.set(ValueLayout.JAVA_BYTE, 5, (byte) 6);
    byte[] one = new byte[1];
    assertThat(machine.debugger().loadPhysical(RAM + 5, one)).isEqualTo(1);
    assertThat(one).containsExactly(6);
    assertThat(machine.debugger().loadPhysical(RAM + RAM_BYTES - 1, new byte[9])).isEqualTo(1);
    assertThat(machine.debugger().loadPhysical(Long.MAX_VALUE, new byte[9])).isZero();
    assertThat(machine.debugger().loadPhysical(-1, new byte[9])).isZero();
  }
}
