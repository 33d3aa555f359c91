package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A machine with one fake CPU and memory, started on demand. */
abstract class LiveMachineRig {

  static final long POWER = 0x10_0000;
  static final long UART = 0x1000_0000;
  static final long RAM = 0x8000_0000L;
  static final int RAM_BYTES = 16 << 20;

  final MachineRig rig = new MachineRig();
  final FakeCpu cpu = new FakeCpu(rig.host.log);
  MemorySegment ram = MemorySegment.NULL;

  @BeforeEach
  void addMemory() {
    ram = rig.host.addMemory("m0", RAM_BYTES, true);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  VirtualMachine started() throws Exception {
    return started(rig.request().backend("m0"));
  }

  VirtualMachine started(MachineRig.Request request) throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(request);
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  static void awaitRunning(FakeCpu provider) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (provider.harts.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    provider.hart().doesNow(_ -> {});
  }

  static String cpuState(VirtualMachine machine) {
    return machine.devices().stream()
        .filter(device -> device.path().contains("harts"))
        .map(DeviceStatus::state)
        .findFirst()
        .orElseThrow();
  }
}
