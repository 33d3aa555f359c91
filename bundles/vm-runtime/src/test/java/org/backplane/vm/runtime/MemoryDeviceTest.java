package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InUseException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory devices: at the start, plugged in and taken out, and what is refused. */
class MemoryDeviceTest {

  private static final long RAM = 0x8000_0000L;
  private static final long BASE = 0xc000_0000L;
  private static final int MIB = 1 << 20;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private MemorySegment d0 = MemorySegment.NULL;

  @BeforeEach
  void addMemory() {
    rig.host.addMemory("m0", 16 * MIB, true);
    d0 = rig.host.addMemory("b0", 4 * MIB, true);
    rig.host.addMemory("b1", 2 * MIB, true);
    rig.host.addMemory("rom", 2 * MIB, false).set(ValueLayout.JAVA_INT, 8, 0x1234);
    rig.builder.bindCpu(cpu);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void oneThatIsThereFromTheStart() throws Exception {
    VirtualMachine machine =
        rig.build(request().device(dimm("d0", "memdev", "b0")).device(dimm("", "memdev", "b1")));
    assertThat(machine.ramBytes()).isEqualTo(16 * MIB);
    assertThat(machine.memoryDevices())
        .containsExactly(
            new MemoryDevice("d0", BASE, 4 * MIB, 0, 0, ObjectPath.object("b0"), false),
            new MemoryDevice("", BASE + 4 * MIB, 2 * MIB, 1, 0, ObjectPath.object("b1"), false));
    assertThat(machine.memory())
        .extracting(MemoryRegion::name, MemoryRegion::address)
        .containsExactly(tuple("m0", RAM), tuple("b0", BASE), tuple("b1", BASE + 4 * MIB));
    machine.cont();
    cpu.hart().doesNow(bus -> bus.store(BASE + 8, 8, 42));
    assertThat(d0.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(42);
    assertThat(machine.devices())
        .extracting(DeviceStatus::path)
        .endsWith("/machine/peripheral/d0", "/machine/peripheral-anon/device[0]");
    machine.close();
    assertThat(rig.host.holder(ObjectPath.object("b0"))).isEmpty();
  }

  @Test
  void pluggedInWhileTheGuestRuns() throws Exception {
    VirtualMachine machine = running();
    cpu.hart()
        .doesNow(bus -> assertThatThrownBy(() -> bus.load(BASE, 8)).isInstanceOf(BusFault.class));
    FakeCpu.FakeHart before = cpu.hart();
    DeviceStatus status = machine.plug(dimm("d0", "memdev", "b0", "addr", "0xc0200000"));
    assertThat(status.path()).isEqualTo("/machine/peripheral/d0");
    assertThat(status.state()).isEqualTo("plugged");
    assertThat(status.properties())
        .containsEntry("memdev", new PropertyValue.Text("/objects/b0"))
        .containsEntry("addr", new PropertyValue.Unsigned(BASE + 2 * MIB))
        .containsEntry("slot", new PropertyValue.Unsigned(0))
        .containsEntry("node", new PropertyValue.Unsigned(0))
        .containsEntry("size", new PropertyValue.Unsigned(4 * MIB))
        .containsEntry("hotplugged", new PropertyValue.Bool(true))
        .containsEntry("hotpluggable", new PropertyValue.Bool(true));
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(rig.host.holder(ObjectPath.object("b0"))).contains("pc-dimm 'd0' (pinning)");
    assertThat(cpu.hart()).as("a hart with a new view of memory").isNotSameAs(before);
    assertThat(cpu.hart().from.pc()).as("goes on").isEqualTo(0x1004);
    assertThat(before.running()).isFalse();
    cpu.hart()
        .doesNow(
            bus -> {
              assertThat(bus.ram().getLast().address()).isEqualTo(BASE + 2 * MIB);
              bus.store(BASE + 2 * MIB, 4, 7);
            });
    assertThat(d0.get(ValueLayout.JAVA_INT, 0)).isEqualTo(7);
    assertThat(rig.events).containsExactly(new MachineEvent.Resumed());
  }

  @Test
  void takenOutWhileTheGuestRuns() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "memdev", "b0"));
    machine.plug(dimm("", "memdev", "b1"));
    machine.unplug("d0");
    cpu.hart()
        .doesNow(
            bus -> {
              assertThatThrownBy(() -> bus.load(BASE, 1)).isInstanceOf(BusFault.class);
              bus.store(BASE + 4 * MIB, 1, 1);
            });
    rig.host.remove(ObjectPath.object("b0"));
    assertThat(machine.memoryDevices()).extracting(MemoryDevice::slot).containsExactly(1);
    machine.unplug("/machine/peripheral-anon/device[0]");
    assertThat(machine.memoryDevices()).isEmpty();
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.DeviceDeleted("d0", "/machine/peripheral/d0"),
            new MachineEvent.DeviceDeleted("", "/machine/peripheral-anon/device[0]"));
    machine.plug(dimm("d0", "memdev", "b1"));
    assertThat(machine.plug(dimm("", "memdev", "rom")).path())
        .as("numbers are not given twice")
        .isEqualTo("/machine/peripheral-anon/device[1]");
  }

  @Test
  void aPausedMachineStaysPaused() throws Exception {
    VirtualMachine machine = running();
    machine.stop();
    machine.plug(dimm("d0", "memdev", "b0"));
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    assertThat(cpu.harts).hasSize(1);
    long before = machine.instructionsRetired();
    assertThat(before).isPositive();
    machine.cont();
    cpu.hart().doesNow(bus -> bus.store(BASE, 1, 1));
    assertThat(cpu.harts).hasSize(2);
    assertThat(machine.instructionsRetired()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void theTreeOfTheNextStartNamesIt() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "memdev", "b0"));
    machine.plug(dimm("d1", "memdev", "rom"));
    assertThat(tree()).doesNotContain("memory@c0000000");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(tree()).contains("memory@80000000", "memory@c0000000", "rom@c0400000");
    machine.unplug("d0");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(tree()).contains("memory@80000000").doesNotContain("memory@c0000000");
  }

  @Test
  void aReadOnlyBackendIsRomForTheGuest() throws Exception {
    VirtualMachine machine = running();
    assertThat(machine.plug(dimm("d0", "memdev", "rom")).state()).contains("read-only");
    assertThat(machine.memory()).last().returns(false, MemoryRegion::writable);
    cpu.hart()
        .doesNow(
            bus -> {
              assertThat(bus.load(BASE + 8, 4)).isEqualTo(0x1234);
              assertThatThrownBy(() -> bus.store(BASE + 8, 4, 1)).isInstanceOf(BusFault.class);
              assertThat(bus.load(BASE + 8, 4)).isEqualTo(0x1234);
              assertThat(bus.ram().getLast().writable()).isFalse();
              assertThat(bus.ram().getLast().segment().isReadOnly()).isTrue();
            });
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void nodesAreTold() throws Exception {
    rig.builder.unbindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().node(0, "m0").node(2, "").room(4, 64 * MIB));
    machine.plug(dimm("d0", "memdev", "b0", "node", "2"));
    assertThat(machine.memoryDevices()).extracting(MemoryDevice::node).containsExactly(2);
    refuses(machine, dimm("d1", "memdev", "b1", "node", "1"), "there is no NUMA node 1");
  }

  @Test
  void eachRefusalSaysWhy() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "memdev", "b0", "slot", "1"));
    refuses(machine, dimm("d0", "memdev", "b1"), "pc-dimm 'd0': another device has this id");
    refuses(machine, dimm("d1", "memdev", "b1", "slot", "1"), "slot 1 is taken by pc-dimm 'd0'");
    refuses(machine, dimm("d1", "memdev", "b1", "slot", "3"), "slot 3 is out of range");
    refuses(machine, dimm("d1", "memdev", "b1", "node", "1"), "there is no NUMA node 1");
    refuses(machine, dimm("d1", "memdev", "b1", "addr", "0xc0000000"), "overlaps with pc-dimm");
    refuses(machine, dimm("d1", "memdev", "b1", "addr", "0x80000000"), "is not within the range");
    refuses(machine, dimm("d1", "memdev", "b1", "addr", "0xc0500000"), "not a multiple");
    refuses(machine, dimm("d1", "memdev", "b1", "colour", "1"), "colour");
    refuses(machine, dimm("d1"), "memdev is missing");
    rig.host.addMemory("odd", 5000, true);
    refuses(machine, dimm("d1", "memdev", "odd"), "not made of whole pages");
    rig.host.addMemory("large", 48 * MIB, true);
    refuses(machine, dimm("d1", "memdev", "large"), "no room for 50331648 bytes");
    assertThat(rig.host.holder(ObjectPath.object("b1"))).isEmpty();
    assertThat(rig.host.holder(ObjectPath.object("large"))).isEmpty();
    assertThat(machine.memoryDevices()).hasSize(1);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void backendsThatCannotBeHadAreNamed() throws Exception {
    VirtualMachine machine = running();
    machine.plug(dimm("d0", "memdev", "b0"));
    fails(() -> machine.plug(dimm("d1", "memdev", "b0")), InUseException.class, "pc-dimm 'd0'");
    fails(() -> machine.plug(dimm("d1", "memdev", "m0")), InUseException.class, "machine memory");
    fails(
        () -> machine.plug(dimm("d1", "memdev", "b9")),
        MissingReferenceException.class,
        "pc-dimm 'd1': memdev: there is no object 'b9'");
    rig.host.addWaiting("b8");
    fails(() -> machine.plug(dimm("d1", "memdev", "b8")), NotActiveException.class, "b8");
    assertThat(rig.host.holder(ObjectPath.object("b8"))).isEmpty();
  }

  @Test
  void otherDevicesStayWhereTheyAre() throws Exception {
    VirtualMachine machine = running();
    refuses(machine, new DeviceRequest("virtio-rng-device", "r0", options("rng", "r")), "slots");
    refuses(machine, new DeviceRequest("pc-dim", "d", options()), "'pc-dim' is not a device type");
    fails(() -> machine.unplug("d7"), MissingReferenceException.class, "no device 'd7'");
    fails(
        () -> machine.unplug("/machine/peripheral/d7"), MissingReferenceException.class, "no dev");
  }

  @Test
  void aMachineWithoutRoomTakesNone() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    refuses(machine, dimm("d0", "memdev", "b0"), "no slots for memory devices; give -m");
    machine.close();
    fails(
        () -> rig.build(rig.request().backend("m0").device(dimm("d0", "memdev", "b0"))),
        InvalidRequestException.class,
        "no slots for memory devices");
    fails(
        () -> rig.build(rig.request().backend("m0").slots(2)),
        InvalidRequestException.class,
        "slots=2 says nothing without maxmem");
    VirtualMachine bare = rig.build(rig.request().type("none"));
    refuses(bare, dimm("d0", "memdev", "b0"), "it has no bus for a pc-dimm");
    fails(() -> bare.unplug("d0"), MissingReferenceException.class, "no device 'd0'");
    assertThat(rig.host.holder(ObjectPath.object("b0"))).isEmpty();
  }

  @Test
  void aFailureWhileTheMachineIsBuiltGivesEverythingBack() {
    fails(
        () ->
            rig.build(
                request()
                    .device(dimm("d0", "memdev", "b0"))
                    .device(dimm("d1", "memdev", "b1", "slot", "0"))),
        InvalidRequestException.class,
        "slot 0 is taken");
    for (String id : List.of("m0", "b0", "b1")) {
      assertThat(rig.host.holder(ObjectPath.object(id))).isEmpty();
    }
  }

  @Test
  void aHartThatLosesItsStateBreaksTheMachineAndPlugsNothing() throws Exception {
    VirtualMachine machine = running();
    cpu.loseState();
    fails(
        () -> machine.plug(dimm("d0", "memdev", "b0")),
        BackendFailedException.class,
        "its memory cannot be changed");
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(machine.memoryDevices()).isEmpty();
    assertThat(rig.host.holder(ObjectPath.object("b0"))).isEmpty();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.plug(dimm("d0", "memdev", "b0"));
    machine.cont();
    cpu.hart().doesNow(bus -> bus.store(BASE, 1, 1));
  }

  @Test
  void anEndedMachineTakesNothing() throws Exception {
    VirtualMachine machine = running();
    machine.close();
    fails(
        () -> machine.plug(dimm("d0", "memdev", "b0")),
        NotActiveException.class,
        "the machine has ended");
    fails(() -> machine.unplug("d0"), NotActiveException.class, "the machine has ended");
    assertThat(rig.host.holder(ObjectPath.object("b0"))).isEmpty();
  }

  private MachineRig.Request request() {
    return rig.request().backend("m0").room(3, 56 * MIB);
  }

  private VirtualMachine running() throws Exception {
    VirtualMachine machine = rig.build(request());
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  /** The bytes of the device tree as the guest finds it, as text. */
  private String tree() throws Exception {
    var text = new StringBuilder();
    long at = RAM + 14 * MIB;
    cpu.hart()
        .doesNow(
            bus -> {
              for (int i = 0; i < 8192; i++) {
                text.append((char) bus.load(at + i, 1));
              }
            });
    return text.toString();
  }

  private static void refuses(VirtualMachine machine, DeviceRequest request, String message) {
    fails(() -> machine.plug(request), InvalidRequestException.class, message);
  }

  private static void fails(
      ThrowingCallable call, Class<? extends BackplaneException> kind, String message) {
    assertThatThrownBy(call).isInstanceOf(kind).hasMessageContaining(message);
  }

  private static DeviceRequest dimm(String id, String... settings) {
    return new DeviceRequest("pc-dimm", id, options(settings));
  }

  private static Options options(String... settings) {
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      words.put(settings[i], settings[i + 1]);
    }
    return Options.ofWords(Dialect.COMMAND_LINE, words);
  }
}
