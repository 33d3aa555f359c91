package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.metric.Counter;
import org.backplane.api.metric.Gauge;
import org.backplane.api.metric.Measured;
import org.backplane.api.metric.Measured.Target;
import org.backplane.api.metric.Metric;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.trace.TraceRecorder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a machine as a whole tells and measures. */
final class MachineTelemetryTest {

  private static final String HART = "/machine/soc0/harts[0]";
  private static final int RAM_BYTES = 16 << 20;

  @TempDir Path folder;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private final TraceRecorder recorder = new TraceRecorder();

  @BeforeEach
  void addObjects() {
    rig.host.addMemory("m0", RAM_BYTES, true);
    rig.host.addMemory("m1", 2 << 20, true);
    rig.host.addRng("rng0");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static DeviceRequest device(String driver, String id, Map<String, String> properties) {
    return new DeviceRequest(driver, id, Options.ofWords(Dialect.COMMAND_LINE, properties));
  }

  private MachineRig.Request request() {
    return rig.request()
        .backend("m0")
        .room(1, 32 << 20)
        .device(device("virtio-rng-device", "r0", Map.of("rng", "rng0")))
        .device(device("virtio-serial-device", "vs", Map.of()))
        .device(device("virtconsole", "c0", Map.of()));
  }

  private Measured measured(String path) {
    return rig.bundle.measured.stream()
        .filter(part -> part.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  private long value(String path, String metric) {
    Metric found =
        measured(path).metrics().all().stream()
            .filter(each -> each.description().name().equals(metric))
            .findFirst()
            .orElseThrow();
    return switch (found) {
      case Counter counter -> counter.value();
      case Gauge gauge -> gauge.value();
      default -> throw new AssertionError(found);
    };
  }

  @Test
  void aBootIsToldAsAStory() throws Exception {
    Path kernel = Files.write(folder.resolve("kernel"), TinyElf.bytes());
    rig.builder.bindCpu(cpu);
    recorder.on(rig.traces.machine());
    VirtualMachine machine = rig.build(request().kernel(kernel));
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    machine.stop();
    machine.powerdown();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    rig.builder.unbindCpu(cpu);
    machine.shutdown(Cause.HOST_QMP_QUIT, 0);
    machine.close();
    assertThat(recorder.taken())
        .map(line -> line.replaceAll("instruction \\d+", "instruction N"))
        .containsExactly(
            "load_file kernel " + kernel,
            "device_realized /machine/peripheral/r0 virtio-rng-device",
            "device_realized /machine/peripheral/vs virtio-serial-device",
            "device_realized /machine/peripheral/c0 virtconsole",
            "machine_built virt 1 16777216",
            "cpu_code_came " + HART + " rv64fake",
            "runstate_set prelaunch running",
            "vm_state_notify true running",
            "machine_first_instruction N",
            "runstate_set running paused",
            "vm_state_notify false paused",
            "qemu_system_powerdown_request",
            "runstate_set paused prelaunch",
            "machine_reset host-qmp-system-reset",
            "cpu_code_went " + HART,
            "qemu_system_shutdown_request host-qmp-quit",
            "runstate_set prelaunch shutdown",
            "machine_closed virt");
  }

  @Test
  void memoryDevicesAreToldOf() throws Exception {
    recorder.on(rig.traces.memory(), rig.traces.machine());
    VirtualMachine machine = rig.build(request());
    recorder.taken();
    machine.plug(device("pc-dimm", "d0", Map.of("memdev", "m1")));
    assertThat(value("/machine", "memory-bytes")).isEqualTo(RAM_BYTES + (2 << 20));
    machine.unplug("d0");
    assertThat(value("/machine", "memory-bytes")).isEqualTo(RAM_BYTES);
    String dimm = "/machine/peripheral/d0";
    assertThat(recorder.taken())
        .containsExactly(
            "mhp_pc_dimm_assigned_slot " + dimm + " 0",
            "mhp_pc_dimm_assigned_address " + dimm + " 0xc0000000",
            "memory_device_pre_plug " + dimm + " 0xc0000000",
            "memory_device_plug " + dimm + " 0xc0000000",
            "device_realized " + dimm + " pc-dimm",
            "memory_device_unplug " + dimm + " 0xc0000000",
            "device_removed " + dimm);
  }

  @Test
  void everyPartIsMeasuredUntilTheMachineIsClosed() throws Exception {
    VirtualMachine machine = rig.build(request());
    assertThat(rig.bundle.measured)
        .extracting(part -> part.target() + " " + part.path() + " " + part.type())
        .containsExactly(
            Target.VM + " /machine virt",
            Target.VCPU + " " + HART + " rv64-riscv-cpu",
            Target.DEVICE + " /machine/unattached/serial0 serial-mm",
            Target.DEVICE + " /machine/peripheral/r0 virtio-rng-device",
            Target.DEVICE + " /machine/peripheral/vs virtio-serial-device",
            Target.DEVICE + " /machine/peripheral/c0 virtconsole");
    machine.close();
    assertThat(rig.bundle.measured).isEmpty();
    assertThat(rig.bundle.services).isEmpty();
  }

  @Test
  void nothingIsMeasuredOfAMachineThatCannotBeBuilt() {
    rig.bundle.stop();
    assertThatThrownBy(() -> rig.build(request())).isInstanceOf(IllegalStateException.class);
    assertThat(rig.bundle.measured).isEmpty();
    assertThatThrownBy(() -> rig.build(request().serial("nowhere")))
        .hasMessageContaining("nowhere");
    assertThat(rig.bundle.measured).isEmpty();
  }

  @Test
  void aBundleThatStopsHalfWayLeavesNothing() {
    rig.bundle.stopAfter(3);
    assertThatThrownBy(() -> rig.build(request())).isInstanceOf(IllegalStateException.class);
    assertThat(rig.bundle.measured).isEmpty();
    assertThat(rig.bundle.services).isEmpty();
  }

  @Test
  void whatIsMeasuredIsWhatTheTypesDescribe() throws Exception {
    rig.build(request());
    List<TypeDescription> types = rig.builder.deviceTypes();
    for (Measured part : rig.bundle.measured) {
      types.stream()
          .filter(type -> type.name().equals(part.type()))
          .forEach(type -> assertThat(part.descriptions()).isEqualTo(type.metrics()));
      assertThat(part.descriptions()).as(part.path()).isNotEmpty();
    }
    assertThat(rig.builder.machineTypes()).allMatch(type -> !type.metrics().isEmpty());
  }

  @Test
  void aHartsInstructionsAndCodesAreCountedOverResets() throws Exception {
    VirtualMachine machine = rig.build(request());
    rig.builder.bindCpu(cpu);
    machine.cont();
    for (int n = 0; n < 10; n++) {
      cpu.hart().doesNow(_ -> {});
    }
    machine.stop();
    long first = machine.instructionsRetired();
    assertThat(first).isGreaterThanOrEqualTo(10);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.instructionsRetired()).isZero();
    assertThat(value(HART, "instructions-retired")).isEqualTo(first);
    assertThat(value(HART, "exchanges")).isZero();
    rig.builder.bindCpu(new FakeCpu(rig.host.log));
    machine.cont();
    assertThat(value(HART, "exchanges")).isEqualTo(1);
    assertThat(value(HART, "instructions-retired")).isGreaterThanOrEqualTo(first);
  }

  @Test
  void theMachineCountsItsStatesAndTimes() throws Exception {
    VirtualMachine machine = rig.build(request());
    rig.builder.bindCpu(cpu);
    assertThat(value("/machine", "running-time")).isZero();
    assertThat(value("/machine", "paused-time")).as("not yet started").isZero();
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    assertThat(value("/machine", "running-time")).isPositive();
    machine.stop();
    long ran = value("/machine", "running-time");
    assertThat(value("/machine", "paused-time")).isPositive();
    assertThat(value("/machine", "running-time")).isEqualTo(ran);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    long paused = value("/machine", "paused-time");
    assertThat(value("/machine", "paused-time")).isEqualTo(paused);
    assertThat(value("/machine", "state-changes")).isEqualTo(3);
    assertThat(value("/machine", "resets")).isEqualTo(1);
    assertThat(value("/machine", "memory-bytes")).isEqualTo(RAM_BYTES);
  }

  @Test
  void theMachineNoneIsMeasuredToo() throws Exception {
    VirtualMachine machine = rig.build(rig.request().type("none"));
    assertThat(rig.bundle.measured).extracting(Measured::path).containsExactly("/machine");
    machine.cont();
    assertThat(value("/machine", "state-changes")).isEqualTo(1);
    assertThat(value("/machine", "memory-bytes")).isZero();
  }

  @Test
  void operatorsSeeItsVirtioDevices() throws Exception {
    VirtualMachine machine = rig.build(request());
    assertThat(machine.virtio())
        .extracting(report -> report.path() + " " + report.name() + " " + report.deviceId())
        .containsExactly(
            "/machine/peripheral/r0 virtio-rng 4", "/machine/peripheral/vs virtio-serial 3");
    assertThat(machine.virtio().getLast().offered().device())
        .containsExactly("MULTIPORT", "EMERG_WRITE");
    assertThat(machine.virtio().getLast().queues()).hasSize(64);
    assertThat(rig.build(rig.request().type("none")).virtio()).isEmpty();
  }
}
