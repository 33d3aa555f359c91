package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a machine's RAM is made of: a backend, several, or its own. */
class RamTest {

  private static final long RAM = 0x8000_0000L;
  private static final int MIB = 1 << 20;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void theNodesBackendsFollowEachOtherByNodeNumber() throws Exception {
    MemorySegment first = rig.host.addMemory("m0", 16 * MIB, true);
    MemorySegment second = rig.host.addMemory("m1", 8 * MIB, true);
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().node(3, "m1").node(1, "/objects/m0", 0));
    assertThat(machine.ramBytes()).isEqualTo(24 * MIB);
    assertThat(machine.get("memory-backend")).isEmpty();
    assertThat(machine.memory())
        .containsExactly(
            new MemoryRegion("m0", ObjectPath.object("m0"), RAM, 16 * MIB, 4096, true),
            new MemoryRegion("m1", ObjectPath.object("m1"), RAM + 16 * MIB, 8 * MIB, 4096, true));
    machine.cont();
    cpu.hart()
        .doesNow(
            bus -> {
              bus.store(RAM + 16 * MIB - 8, 8, 1);
              bus.store(RAM + 16 * MIB, 8, 2);
              assertThat(bus.ram())
                  .extracting(RamBlock::address)
                  .containsExactly(0x1000L, RAM, RAM + 16 * MIB);
            });
    assertThat(first.get(ValueLayout.JAVA_LONG, 16 * MIB - 8)).isEqualTo(1);
    assertThat(second.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(2);
    assertThat(rig.host.holder(ObjectPath.object("m1"))).contains("machine memory (pinning)");
    machine.close();
    assertThat(rig.host.holder(ObjectPath.object("m0"))).isEmpty();
    assertThat(rig.host.holder(ObjectPath.object("m1"))).isEmpty();
  }

  @Test
  void aNodeMayBeWithoutMemoryButNotAll() throws Exception {
    rig.host.addMemory("m0", 16 * MIB, true);
    VirtualMachine machine = rig.build(rig.request().node(0, "").node(1, "m0"));
    assertThat(machine.ramBytes()).isEqualTo(16 * MIB);
    machine.close();
    refuses(
        rig.request().node(0, "").node(1, ""),
        InvalidRequestException.class,
        "none of its NUMA nodes has memory");
  }

  @Test
  void theSumMustBeWhatWasAskedFor() throws Exception {
    rig.host.addMemory("m0", 16 * MIB, true);
    rig.host.addMemory("m1", 16 * MIB, true);
    refuses(
        rig.request().ram(16 * MIB).node(0, "m0").node(1, "m1"),
        InvalidRequestException.class,
        "-m asks for 16777216 bytes, but memory-backend 'm0', 'm1' has 33554432");
    assertThat(rig.build(rig.request().ram(32 * MIB).node(0, "m0").node(1, "m1")).ramBytes())
        .isEqualTo(32 * MIB);
  }

  @Test
  void aBackendServesOnce() throws Exception {
    rig.host.addMemory("m0", 16 * MIB, true);
    refuses(
        rig.request().node(0, "m0").node(1, "/objects/m0"),
        InvalidRequestException.class,
        "memdev '/objects/m0' is already in use by node 0");
    rig.build(rig.request().backend("m0"));
    assertThatThrownBy(() -> rig.build(rig.request().node(0, "m0")))
        .isInstanceOf(InUseException.class)
        .hasMessageContaining("in use by machine memory");
  }

  @Test
  void whatDoesNotMixIsRefused() {
    rig.host.addMemory("m0", 16 * MIB, true);
    rig.host.addMemory("m1", 16 * MIB, true);
    refuses(
        rig.request().backend("m0").node(0, "m1"),
        InvalidRequestException.class,
        "memory-backend and -numa node exclude each other");
    for (var request : List.of(rig.request().backend("m0"), rig.request().node(0, "m0"))) {
      refuses(request.memPath("/dev/shm"), InvalidRequestException.class, "-mem-path is for");
    }
  }

  @Test
  void memoryThatDoesNotFitIsRefusedAndGivenBack() {
    rig.host.addMemory("m0", 16 * MIB, true);
    rig.host.addMemory("rom", 16 * MIB, false);
    rig.host.addMemory("odd", 16 * MIB + 512, true);
    refuses(
        rig.request().node(0, "m0").node(1, "rom"),
        InvalidRequestException.class,
        "memory backend 'rom' is read-only");
    refuses(
        rig.request().node(0, "odd").node(1, "m0"),
        InvalidRequestException.class,
        "'odd' of 16777728 bytes is not made of whole pages");
    refuses(
        rig.request().node(0, "m0").node(1, "nowhere"),
        MissingReferenceException.class,
        "-numa node,nodeid=1: memdev: there is no object 'nowhere'");
  }

  @Test
  void numbersOfNodesAndHartsAreChecked() {
    rig.host.addMemory("m0", 16 * MIB, true);
    refuses(rig.request().node(128, "m0"), InvalidRequestException.class, "numbers are 0 to 127");
    refuses(rig.request().node(-1, "m0"), InvalidRequestException.class, "numbers are 0 to 127");
    refuses(
        rig.request().node(4, "m0").node(4, ""),
        InvalidRequestException.class,
        "-numa node,nodeid=4: there is another node of this number");
    refuses(rig.request().node(0, "m0", 1), InvalidRequestException.class, "there is no hart 1");
    refuses(
        rig.request().node(0, "m0", 0).node(1, "", 0),
        InvalidRequestException.class,
        "hart 0 is in two nodes");
  }

  @Test
  void theMachinesOwnMemoryHasItsFileWhereAsked() throws Exception {
    VirtualMachine machine = rig.build(rig.request().ram(16 * MIB).memPath("/dev/shm"));
    machine.close();
    assertThat(rig.host.log)
        .containsExactly(
            "add memory-backend-file 'riscv_virt_board.ram' 16777216 in /dev/shm",
            "lease riscv_virt_board.ram",
            "release riscv_virt_board.ram",
            "remove riscv_virt_board.ram");
  }

  @Test
  void whatBackendsGetByDefaultReadsBack() throws Exception {
    for (String type : List.of("virt", "none")) {
      VirtualMachine machine = rig.build(rig.request().type(type).option("mem-merge", "off"));
      assertThat(machine.get("mem-merge")).contains(new PropertyValue.Bool(false));
      assertThat(machine.get("dump-guest-core")).contains(new PropertyValue.Bool(true));
      machine.close();
    }
  }

  private void refuses(
      MachineRig.Request request, Class<? extends Exception> kind, String message) {
    assertThatThrownBy(() -> rig.build(request)).isInstanceOf(kind).hasMessageContaining(message);
    for (String id : List.of("m0", "m1", "rom", "odd")) {
      assertThat(rig.host.holder(ObjectPath.object(id))).isEmpty();
    }
    assertThat(MachineRig.machineThreads()).isEmpty();
  }
}
