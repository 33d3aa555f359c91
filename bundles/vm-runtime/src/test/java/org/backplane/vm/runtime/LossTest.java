package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The host takes memory away from under a machine. */
class LossTest {

  private static final int MIB = 1 << 20;
  private static final MachineEvent STOPPED = new MachineEvent.Stopped();

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);

  @BeforeEach
  void addMemory() {
    rig.host.addMemory("m0", 16 * MIB, true);
    rig.host.addMemory("b0", 2 * MIB, true);
    rig.builder.bindCpu(cpu);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theMachineStopsUntilItIsReset() throws Exception {
    VirtualMachine machine = running();
    rig.host.lose("m0", 4096);
    rig.await(STOPPED);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(cpu.hart().running()).isFalse();
    assertThatThrownBy(machine::cont)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("reset");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    machine.cont();
    cpu.hart().doesNow(bus -> bus.store(0x8000_1000L, 8, 1));
    assertThat(cpu.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aMachineThatDoesNotRunHearsOfItToo() throws Exception {
    VirtualMachine machine = rig.build(request());
    rig.listen(machine);
    rig.host.lose("m0", 0);
    machine.stop(); // a step behind the loss
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(rig.events).as("it was not running").isEmpty();
  }

  @Test
  void aMemoryDeviceCounts() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "b0"));
    rig.host.lose("b0", 8192);
    rig.await(STOPPED);
    assertThat(machine.devices())
        .last()
        .extracting(DeviceStatus::state)
        .isEqualTo("lost memory at offset 0x2000");
    machine.unplug("d0");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }

  /** The new code tells of the same loss; the guest was started anew since then. */
  @Test
  void newCodeOfTheBackendTellsNothingNew() throws Exception {
    VirtualMachine machine = running();
    rig.host.lose("m0", 4096);
    rig.await(STOPPED);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    rig.host.update("m0");
    machine.powerdown(); // a step behind whatever the update caused
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void theCodeThatServesNowIsHeard() throws Exception {
    VirtualMachine machine = running();
    rig.host.update("m0");
    rig.host.update("m0");
    rig.host.lose("m0", 4096);
    rig.await(STOPPED);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
  }

  @Test
  void whatTheMachineDoesNotUseIsNotItsLoss() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "b0"));
    machine.unplug("d0");
    rig.host.lose("b0", 0);
    machine.powerdown(); // a step behind whatever the loss caused
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    rig.host.remove(ObjectPath.object("b0"));
  }

  @Test
  void memoryWithAnOldLossIsNotTaken() throws Exception {
    rig.host.lose("b0", 0);
    VirtualMachine machine = running();
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> machine.plug(dimm("d0", "b0")))
        .withMessageContaining("'b0' has lost 4096 bytes");
    assertThat(machine.memoryDevices()).isEmpty();
    rig.host.remove(ObjectPath.object("b0"));
  }

  private MachineRig.Request request() {
    return rig.request().backend("m0").room(2, 32 * MIB);
  }

  private VirtualMachine running() throws Exception {
    VirtualMachine machine = rig.build(request());
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  private static DeviceRequest dimm(String id, String backend) {
    return new DeviceRequest(
        "pc-dimm", id, Options.ofWords(Dialect.COMMAND_LINE, Map.of("memdev", backend)));
  }
}
