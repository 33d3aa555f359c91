package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.qtest.Testbench.Side;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A machine that executes nothing, driven from outside. */
class DeviceBenchTest {

  private static final long RAM = 0x8000_0000L;
  private static final long RTC = 0x10_1000;
  private static final long CLINT = 0x200_0000;
  private static final long PLIC = 0xc00_0000;
  private static final long UART = 0x1000_0000;
  private static final long SLOT_7 = 0x1000_8000;
  private static final String PLIC_PATH = "/machine/unattached/device[2]";
  private static final String HART_PATH = "/machine/soc0/harts[0]";

  private final MachineRig rig = new MachineRig();
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private VirtualMachine machine;
  private Testbench bench;

  @BeforeEach
  void start() throws Exception {
    rig.host.addMemory("m0", 16 << 20, true);
    var rng =
        new DeviceRequest(
            "virtio-rng-device", "hw", Options.ofWords(Dialect.COMMAND_LINE, Map.of()));
    machine = rig.build(rig.request().backend("m0").option("accel", "kvm:qtest:tcg").device(rng));
    bench =
        rig.bundle.services.stream()
            .filter(Testbench.class::isInstance)
            .map(Testbench.class::cast)
            .findFirst()
            .orElseThrow();
    machine.cont();
    rig.listen(machine);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private void watch(String path, Side side) throws Exception {
    bench.intercept(path, side, (line, level) -> lines.add(line + (level ? " high" : " low")));
  }

  @Test
  void itRunsWithoutACpuAndTakesNone() {
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(machine.instructionsRetired()).isZero();
    var cpu = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(cpu);
    machine.stop();
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    assertThat(cpu.harts).isEmpty();
    rig.builder.unbindCpu(cpu);
  }

  @Test
  void unknownAcceleratorsAreRefused() {
    assertThatThrownBy(() -> rig.build(rig.request().option("accel", "kvm:hvf")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("there is no accelerator 'kvm:hvf'; give one of tcg, qtest");
  }

  @Test
  void aMachineThatExecutesItsGuestHasNoBench() throws Exception {
    rig.bundle.services.clear();
    rig.host.addMemory("m1", 16 << 20, true);
    rig.build(rig.request().backend("m1").option("accel", "kvm:tcg"));
    rig.build(rig.request().type("none").option("accel", "qtest"));
    assertThat(rig.bundle.services).hasSize(2).noneMatch(Testbench.class::isInstance);
  }

  @Test
  void memoryAndRegistersAreReadAndWritten() {
    bench.store(RAM + 1, 8, 0x1122_3344_5566_7788L);
    assertThat(bench.load(RAM + 1, 8)).isEqualTo(0x1122_3344_5566_7788L);
    assertThat(bench.load(RAM + 2, 2)).isEqualTo(0x6677);
    assertThat(bench.load(SLOT_7, 4)).isEqualTo(0x74726976);
    assertThat(bench.load(SLOT_7 + 8, 4)).isEqualTo(4);
    assertThat(bench.load(UART + 5, 1)).isEqualTo(0x60);
    var bytes = new byte[12];
    bench.load(SLOT_7, bytes);
    assertThat(bytes).containsExactly('v', 'i', 'r', 't', 2, 0, 0, 0, 4, 0, 0, 0);
    bench.store(PLIC + 4, new byte[] {3, 0, 0, 0, 5, 0, 0, 0});
    assertThat(bench.load(PLIC + 4, 8)).isEqualTo(0x5_0000_0003L);
  }

  @Test
  void nothingFailsWhereNothingAnswers() {
    assertThat(bench.load(0x5000_0000, 4)).isZero();
    assertThat(bench.load(-8, 8)).isZero();
    assertThat(bench.load(PLIC + 4, 1)).as("too narrow").isZero();
    bench.store(0x5000_0000, 4, 1);
    bench.store(0x1000, 4, 0xdead); // read-only
    assertThat(bench.load(0x1000, 4)).isNotEqualTo(0xdead);
    long end = RAM + (16 << 20);
    bench.store(end - 2, 4, 0x4433_2211);
    assertThat(bench.load(end - 2, 4)).isEqualTo(0x2211);
    var bytes = new byte[200_000];
    bench.store(end - 100_000, bytes);
    bench.load(Long.MAX_VALUE - 100, bytes);
    assertThat(bytes).containsOnly(0);
  }

  @Test
  void timeGoesOnOnlyWhenItIsToldTo() throws Exception {
    watch(PLIC_PATH, Side.INPUTS);
    long alarm = (bench.load(RTC, 4) | bench.load(RTC + 4, 4) << 32) + 1_000_000;
    assertThat(bench.load(RTC, 4)).isEqualTo(alarm - 1_000_000 & 0xffff_ffffL);
    bench.store(RTC + 0x10, 4, 1);
    bench.store(RTC + 0xc, 4, alarm >>> 32);
    bench.store(RTC + 8, 4, alarm);
    assertThat(bench.nextDeadline()).hasValue(1_000_000);
    assertThat(bench.clock(999_999)).isEqualTo(999_999);
    assertThat(lines).isEmpty();
    assertThat(bench.clock(5_000_000)).isEqualTo(5_000_000);
    assertThat(lines).containsExactly("11 high");
    bench.store(RTC + 0x1c, 4, 1);
    assertThat(lines).containsExactly("11 high", "11 low");
    assertThat(bench.nextDeadline()).isEmpty();
    assertThat(bench.clock(1)).as("never back").isEqualTo(5_000_000);
    machine.stop();
    assertThat(bench.clock(6_000_000)).as("paused").isEqualTo(5_000_000);
  }

  @Test
  void timersOnTheWaySeeTheirOwnTime() throws Exception {
    watch(HART_PATH, Side.INPUTS);
    bench.store(CLINT + 0x4000, 8, 10);
    bench.clock(1000);
    assertThat(lines).containsExactly("7 high");
    assertThat(bench.load(CLINT + 0xbff8, 8)).isEqualTo(10);
    bench.store(CLINT + 0x4000, 8, 0x1_0000_0000L);
    assertThat(lines).containsExactly("7 high", "7 low");
    bench.store(CLINT, 4, 1);
    assertThat(lines).endsWith("3 high");
  }

  @Test
  void aDrivenInputComesOutAtTheHart() throws Exception {
    watch(PLIC_PATH, Side.OUTPUTS);
    watch(HART_PATH, Side.INPUTS);
    bench.store(PLIC + 4 * 5, 4, 1);
    bench.store(PLIC + 0x2000 + 0x80, 4, 1 << 5); // supervisor mode
    bench.drive(PLIC_PATH, 5, true);
    assertThat(lines).containsExactly("9 high", "0 high");
    assertThat(bench.load(PLIC + 0x20_1004, 4)).isEqualTo(5);
    assertThat(lines).endsWith("9 low", "0 low");
    bench.store(PLIC + 0x2000, 4, 1 << 5); // machine mode
    bench.store(PLIC + 0x20_1004, 4, 5);
    assertThat(lines).contains("11 high", "1 high");
  }

  @Test
  void linesAreFoundByPathAndNumberOnly() {
    refuses(MissingReferenceException.class, "/machine/nowhere", 1);
    refuses(MissingReferenceException.class, "", 1);
    refuses(InvalidRequestException.class, PLIC_PATH, 0);
    refuses(InvalidRequestException.class, PLIC_PATH, 96);
    refuses(InvalidRequestException.class, "/machine/peripheral/hw", 0);
    assertThatThrownBy(() -> watch(HART_PATH, Side.OUTPUTS))
        .isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> watch("hw", Side.INPUTS)).isInstanceOf(InvalidRequestException.class);
    assertThat(machine.devices())
        .extracting(DeviceStatus::path)
        .contains(PLIC_PATH, HART_PATH, "/machine/unattached/device[0]");
  }

  private void refuses(Class<? extends Exception> type, String path, int line) {
    assertThatThrownBy(() -> bench.drive(path, line, true)).isInstanceOf(type);
  }

  @Test
  void aWatchEnds() throws Exception {
    var watch = bench.intercept("device[2]", Side.INPUTS, (line, _) -> lines.add("" + line));
    bench.drive(PLIC_PATH, 3, true);
    watch.close();
    bench.drive(PLIC_PATH, 3, false);
    assertThat(lines).containsExactly("3");
  }

  @Test
  void theMachineEndsThroughItsPowerSwitch() {
    bench.store(0x10_0000, 4, 0x5555);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    machine.close();
    assertThat(rig.bundle.services).isEmpty();
    assertThat(bench.load(RAM, 4)).isZero();
    bench.store(RAM, new byte[100]);
    assertThat(bench.clock(10)).isZero();
    assertThat(MachineRig.machineThreads()).isEmpty();
  }
}
