package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory comes and goes under a hart that never stops using it. */
class PlugUnderLoadTest {

  private static final long DIMM = 0xc000_0000L;
  private static final int MIB = 1 << 20;
  private static final int ROUNDS = 100;

  private final MachineRig rig = new MachineRig();
  private final BusyCpu cpu = new BusyCpu(DIMM);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aHundredTimesUnderARunningHart() throws Exception {
    VirtualMachine machine = running();
    for (int round = 0; round < ROUNDS; round++) {
      rig.host.addMemory("b0", 2 * MIB, true);
      machine.plug(dimm("d0", "b0"));
      awaitMore(cpu.stores);
      machine.unplug("d0");
      // Its memory is unmapped here: a hart that still had it would break.
      rig.host.remove(ObjectPath.object("b0"));
      awaitMore(cpu.faults);
    }
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(machine.memoryDevices()).isEmpty();
    assertThat(machine.instructionsRetired()).isGreaterThanOrEqualTo(2 * ROUNDS);
  }

  /** Two operators at a time, for one slot: nobody gets half of anything. */
  @Test
  void twoOperatorsNeverShareASlot() throws Exception {
    VirtualMachine machine = running();
    var first = CompletableFuture.supplyAsync(() -> plugAndUnplug(machine, "d0", "b0"));
    var second = CompletableFuture.supplyAsync(() -> plugAndUnplug(machine, "d1", "b1"));
    int refused = first.get(30, TimeUnit.SECONDS) + second.get(30, TimeUnit.SECONDS);
    assertThat(refused).isLessThan(2 * ROUNDS);
    assertThat(machine.memoryDevices()).isEmpty();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    awaitMore(cpu.faults);
  }

  private int plugAndUnplug(VirtualMachine machine, String id, String backend) {
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      rig.host.addMemory(backend, 2 * MIB, true);
      try {
        machine.plug(dimm(id, backend));
        machine.unplug(id);
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageContaining("all 1 memory slots are taken");
        refused++;
      } catch (BackplaneException e) {
        throw new AssertionError(e);
      }
      try {
        rig.host.remove(ObjectPath.object(backend));
      } catch (BackplaneException e) {
        throw new AssertionError("something still holds it", e);
      }
    }
    return refused;
  }

  private VirtualMachine running() throws Exception {
    rig.host.addMemory("m0", 16 * MIB, true);
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().backend("m0").room(1, 32 * MIB));
    machine.cont();
    awaitMore(cpu.faults);
    return machine;
  }

  private static void awaitMore(AtomicLong counter) {
    long from = counter.get();
    long end = System.nanoTime() + 10_000_000_000L;
    while (counter.get() == from) {
      assertThat(System.nanoTime()).as("the hart does not go on").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static DeviceRequest dimm(String id, String backend) {
    return new DeviceRequest(
        "pc-dimm", id, Options.ofWords(Dialect.COMMAND_LINE, Map.of("memdev", backend)));
  }
}
