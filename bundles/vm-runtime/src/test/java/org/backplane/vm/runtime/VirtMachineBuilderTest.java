package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building machines: what they are made of, and what is refused without leaving anything. */
class VirtMachineBuilderTest {

  private static final ObjectPath OWN = ObjectPath.object("riscv_virt_board.ram");

  private final MachineRig rig = new MachineRig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void withoutABackendTheMachineBringsItsOwnMemory() throws Exception {
    VirtualMachine machine = rig.build(rig.request());
    assertThat(machine.ramBytes()).isEqualTo(128 << 20);
    assertThat(rig.host.holder(OWN)).contains("machine memory (pinning)");
    assertThat(machine.get("memory-backend"))
        .contains(new PropertyValue.Text("/objects/riscv_virt_board.ram"));
    machine.close();
    assertThat(rig.host.log)
        .containsExactly(
            "add memory-backend-ram 'riscv_virt_board.ram' 134217728",
            "lease riscv_virt_board.ram",
            "release riscv_virt_board.ram",
            "remove riscv_virt_board.ram");
  }

  @Test
  void sizeOptionMakesTheOwnMemory() throws Exception {
    assertThat(rig.build(rig.request().ram(16 << 20)).ramBytes()).isEqualTo(16 << 20);
  }

  @Test
  void aNamedBackendGivesItsSize() throws Exception {
    for (String name : List.of("m0", "/objects/m0")) {
      rig.host.addMemory("m0", 16 << 20, true);
      VirtualMachine machine = rig.build(rig.request().backend(name));
      assertThat(machine.ramBytes()).isEqualTo(16 << 20);
      assertThat(machine.get("memory-backend")).contains(new PropertyValue.Text("/objects/m0"));
      machine.close();
      assertThat(rig.host.holder(ObjectPath.object("m0"))).isEmpty();
      assertThat(rig.host.exists(ObjectPath.object("m0"))).isTrue();
    }
  }

  @Test
  void aDifferentSizeIsRefused() {
    rig.host.addMemory("m0", 16 << 20, true);
    refuses(
        rig.request().backend("m0").ram(32 << 20),
        InvalidRequestException.class,
        "-m asks for 33554432 bytes, but memory-backend 'm0' has 16777216");
  }

  @Test
  void memoryThatIsNotThereIsNamed() {
    refuses(rig.request().backend("m1"), MissingReferenceException.class, "no object 'm1'");
    rig.host.addWaiting("m0");
    refuses(
        rig.request().backend("m0"),
        NotActiveException.class,
        "memory-backend 'm0' is not live: no bundle serves memory-backend-ram");
    rig.host.addMemory("m0", 16 << 20, false);
    refuses(rig.request().backend("m0"), InvalidRequestException.class, "read-only");
  }

  @Test
  void aFailureOnTheWayGivesEverythingBack(@TempDir Path folder) {
    Path none = folder.resolve("none");
    refuses(rig.request().kernel(none), Exception.class, none + ": no such");
    assertThat(rig.host.exists(OWN)).isFalse();
    refuses(rig.request().serial("c0"), MissingReferenceException.class, "c0");
    assertThat(rig.host.exists(OWN)).isFalse();
    refuses(
        rig.request().device(new DeviceRequest("virtio-rng-device", "", rng("nowhere"))),
        MissingReferenceException.class,
        "nowhere");
    assertThat(rig.host.exists(OWN)).isFalse();
    rig.bundle.stop();
    refuses(rig.request(), IllegalStateException.class, "stopping");
    assertThat(rig.host.exists(OWN)).isFalse();
    assertThat(MachineRig.machineThreads()).isEmpty();
  }

  @Test
  void anErrorOnTheWayGivesEverythingBack() {
    rig.host.addChardev("c0", new BrokenChardev());
    assertThatThrownBy(() -> rig.build(rig.request().serial("c0")))
        .isInstanceOf(NoClassDefFoundError.class);
    MachineRig.awaitNoControlThread();
    assertThat(rig.host.exists(OWN)).isFalse();
    assertThat(MachineRig.machineThreads()).isEmpty();
  }

  @Test
  void unknownWordsAreRefused() {
    refuses(rig.request().type("virtual"), InvalidRequestException.class, "'virtual' is not a");
    refuses(
        rig.request().device(new DeviceRequest("virtio-rgn-device", "r0", rng("r"))),
        InvalidRequestException.class,
        "'virtio-rgn-device' is not a device type; one of [pc-dimm, virtconsole, virtio-rng-device");
    refuses(rig.request().option("colour", "red"), InvalidRequestException.class, "colour");
  }

  @Test
  void whatTheBoardDoesNotHaveIsRefused() {
    refuses(rig.request().harts(2), InvalidRequestException.class, "-smp 2");
    refuses(rig.request().serial("a").serial("b"), InvalidRequestException.class, "2 serial ports");
    refuses(
        rig.request().type("none").device(new DeviceRequest("virtio-rng-device", "", rng("r"))),
        InvalidRequestException.class,
        "no bus");
    var twice = new DeviceRequest("virtio-rng-device", "r0", rng("r"));
    refuses(
        rig.request().device(twice).device(twice), InvalidRequestException.class, "another device");
  }

  @Test
  void typesAreListed() {
    assertThat(rig.builder.machineTypes())
        .extracting(TypeDescription::name)
        .containsExactly("none", "virt");
    assertThat(rig.builder.deviceTypes())
        .extracting(TypeDescription::name)
        .contains("virtio-rng-device");
  }

  @Test
  void theMachineIsAServiceUntilItIsClosed() throws Exception {
    VirtualMachine machine = rig.build(rig.request());
    assertThat(rig.bundle.services).containsExactly(machine);
    machine.close();
    assertThat(rig.bundle.services).isEmpty();
    machine.close();
    machine.stop();
    machine.shutdown(Cause.HOST_QMP_QUIT, 0);
    assertThat(MachineRig.machineThreads()).isEmpty();
  }

  @Test
  void deactivationEndsTheMachineWithTheHostsSignal() throws Exception {
    VirtualMachine machine = rig.build(rig.request());
    rig.listen(machine);
    rig.builder.close();
    assertThat(rig.events).containsExactly(new MachineEvent.Shutdown(Cause.HOST_SIGNAL, 0));
    assertThat(rig.bundle.services).isEmpty();
    assertThat(rig.host.exists(OWN)).isFalse();
  }

  @Test
  void theMachineNoneHasNothing() throws Exception {
    VirtualMachine machine = rig.build(rig.request().type("none"));
    assertThat(machine.type()).isEqualTo("none");
    assertThat(machine.architecture()).isEmpty();
    assertThat(machine.harts()).isZero();
    assertThat(machine.ramBytes()).isZero();
    assertThat(machine.devices()).isEmpty();
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThatThrownBy(() -> machine.get("memory-backend"))
        .isInstanceOf(MissingReferenceException.class);
    assertThat(rig.host.log).isEmpty();
  }

  @Test
  void devicesTellHowTheyAre() throws Exception {
    VirtualMachine machine = rig.build(rig.request());
    assertThat(machine.devices())
        .extracting(DeviceStatus::path)
        .containsExactly(
            "/machine/soc0/harts[0]",
            "/machine/unattached/serial0",
            "/machine/unattached/device[0]",
            "/machine/unattached/device[1]",
            "/machine/unattached/device[2]");
    assertThat(machine.devices())
        .extracting(DeviceStatus::state)
        .startsWith("waiting for a CPU provider", "not connected, output is dropped");
    assertThat(machine.architecture()).contains("riscv64");
    assertThat(machine.identity().name()).contains("vm");
  }

  private void refuses(
      MachineRig.Request request, Class<? extends Exception> kind, String message) {
    assertThatThrownBy(() -> rig.build(request)).isInstanceOf(kind).hasMessageContaining(message);
    assertThat(rig.bundle.services).isEmpty();
  }

  /** A character device whose bundle lacks a class. */
  private static final class BrokenChardev implements Chardev {
    @Override
    public void attach(FrontEnd frontEnd) {
      throw new NoClassDefFoundError("on purpose");
    }

    @Override
    public void detach(FrontEnd frontEnd) {}

    @Override
    public String filename() {
      return "broken";
    }

    @Override
    public void close() {}
  }

  private static Options rng(String id) {
    return Options.ofWords(Dialect.COMMAND_LINE, Map.of("rng", id));
  }
}
