package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine's life: run, pause, reset, end; and its CPU provider coming and going. */
class MachineLifeTest {

  private static final long POWER = 0x10_0000;
  private static final long CLINT = 0x200_0000;
  private static final long UART = 0x1000_0000;
  private static final long RAM = 0x8000_0000L;
  private static final int RAM_BYTES = 16 << 20;

  @TempDir Path folder;

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private MemorySegment ram = MemorySegment.NULL;

  @BeforeEach
  void addMemory() {
    ram = rig.host.addMemory("m0", RAM_BYTES, true);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void runsPausesAndGoesOn() throws Exception {
    VirtualMachine machine = started();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(cpu.hart().from.pc()).isEqualTo(0x1000);
    assertThat(cpu.hart().from.x().get(11)).isEqualTo(RAM + RAM_BYTES - (2 << 20));
    cpu.hart().doesNow(_ -> {});
    machine.stop();
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    assertThat(cpu.hart().running()).isFalse();
    machine.stop();
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(cpu.harts).as("the same hart goes on").hasSize(1);
    assertThat(machine.instructionsRetired()).isGreaterThanOrEqualTo(2);
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(), new MachineEvent.Stopped(), new MachineEvent.Resumed());
    assertThat(rig.host.log).contains("hart-0 runs", "hart-0 stops");
  }

  @Test
  void timeStandsStillWhilePaused() throws Exception {
    VirtualMachine machine = started();
    var bus = new AtomicReference<PhysicalBus>();
    cpu.hart().doesNow(bus::set);
    machine.stop();
    long stopped = bus.get().time();
    long end = System.nanoTime() + 2_000_000;
    while (System.nanoTime() < end) {
      assertThat(bus.get().time()).isEqualTo(stopped);
    }
    machine.cont();
    while (bus.get().time() == stopped) {
      cpu.hart().doesNow(_ -> {});
    }
  }

  @Test
  void theGuestPowersOff() throws Exception {
    VirtualMachine machine = started();
    cpu.hart().does(bus -> bus.store(POWER, 4, 0x5555));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    assertThat(machine.state()).isEqualTo(RunState.SHUTDOWN);
    assertThat(cpu.hart().running()).isFalse();
    machine.shutdown(Cause.HOST_QMP_QUIT, 7);
    assertThat(rig.events).filteredOn(MachineEvent.Shutdown.class::isInstance).hasSize(1);
    assertThatThrownBy(machine::cont).isInstanceOf(InvalidRequestException.class);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.SHUTDOWN);
  }

  @Test
  void theGuestsLastWordsComeBeforeItsEnd() throws Exception {
    var terminal = new Terminal(rig.host.log);
    rig.host.addChardev("c0", terminal);
    VirtualMachine machine = started(rig.request().backend("m0").serial("c0"));
    assertThat(rig.host.holder(ObjectPath.chardev("c0"))).contains("serial0 (pinning)");
    cpu.hart()
        .does(
            bus -> {
              bus.store(UART, 1, 'b');
              bus.store(UART, 1, 'y');
              bus.store(POWER, 4, 0x5555);
            });
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    assertThat(String.join("", terminal.written)).isEqualTo("by");
    assertThat(rig.host.log.indexOf("Shutdown"))
        .isGreaterThan(rig.host.log.lastIndexOf("written"))
        .isPositive();
    machine.close();
    assertThat(rig.host.holder(ObjectPath.chardev("c0"))).isEmpty();
    assertThat(rig.host.log).contains("detached");
  }

  @Test
  void theGuestReportsAFailureWithItsCode() throws Exception {
    started();
    cpu.hart().does(bus -> bus.store(POWER, 4, 5 << 16 | 0x3333));
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_PANIC, 5));
  }

  @Test
  void aGuestsResetStartsItAnewFromTheSameFiles() throws Exception {
    Path kernel = folder.resolve("fw");
    Files.write(kernel, elf());
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

  @Test
  void anotherProviderGoesOnWithTheHartsState() throws Exception {
    VirtualMachine machine = started();
    cpu.hart().doesNow(bus -> bus.store(CLINT, 4, 1));
    var old = cpu.hart();
    rig.builder.unbindCpu(cpu);
    assertThat(old.running()).isFalse();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(cpuState(machine)).isEqualTo("waiting for a CPU provider");
    long before = machine.instructionsRetired();
    assertThat(before).isPositive();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
    assertThat(next.hart().from.instructionsRetired()).isEqualTo(before);
    assertThat(next.hart().lines).containsEntry(InterruptLine.MACHINE_SOFTWARE, true);
    assertThat(cpuState(machine)).isEqualTo("running");
    assertThat(rig.events).containsExactly(new MachineEvent.Resumed());
  }

  @Test
  void aReplacingProviderComesBeforeTheOldOneGoes() throws Exception {
    started();
    var old = cpu.hart();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    rig.builder.unbindCpu(cpu);
    awaitRunning(next);
    assertThat(old.running()).isFalse();
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
  }

  @Test
  void aMachineMayWaitForItsFirstProvider() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    rig.builder.bindCpu(cpu);
    awaitRunning(cpu);
    assertThat(cpu.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aResetWithoutProviderTakesEffectWithTheNext() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aProviderThatRefusesTheStateIsTold() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    var picky = new FakeCpu(rig.host.log);
    picky.refuse();
    rig.builder.bindCpu(picky);
    machine.powerdown();
    assertThat(cpuState(machine)).contains("does not take its state: not that state");
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1004);
  }

  @Test
  void aProviderThatRefusesTheVeryFirstStateIsAnInternalError() throws Exception {
    cpu.refuse();
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    rig.listen(machine);
    rig.builder.bindCpu(cpu);
    machine.cont();
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(cpuState(machine)).contains("does not take its state: not that state");
    assertThat(rig.events).contains(new MachineEvent.Stopped());
    rig.builder.unbindCpu(cpu);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    awaitRunning(next);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aCpuThatComesLaterAndRefusesTheVeryFirstStateIsAnInternalError() throws Exception {
    VirtualMachine machine = started();
    cpu.refuse();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
  }

  @Test
  void aBrokenHartStopsTheMachineUntilItIsReset() throws Exception {
    VirtualMachine machine = started();
    cpu.hart()
        .does(
            _ -> {
              throw new IllegalArgumentException("on purpose");
            });
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(cpuState(machine)).contains("on purpose");
    assertThatThrownBy(machine::cont)
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("reset");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }

  @Test
  void aLostStateStopsTheMachineUntilItIsReset() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    rig.builder.unbindCpu(cpu);
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(rig.events).endsWith(new MachineEvent.Stopped());
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    assertThatThrownBy(machine::cont).isInstanceOf(InvalidRequestException.class);
    assertThat(next.harts).as("not rewound").isEmpty();
    assertThat(cpuState(machine)).contains("its state could not be saved", "on purpose");
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    awaitRunning(next);
    assertThat(next.hart().from.pc()).isEqualTo(0x1000);
  }

  @Test
  void aReplacementThatLosesTheStateStopsTheMachineToo() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(next.harts).isEmpty();
  }

  @Test
  void hartsStopBeforeTheMemoryIsGivenBack() throws Exception {
    VirtualMachine machine = started();
    cpu.hart().doesNow(_ -> {});
    machine.close();
    List<String> log = rig.host.log;
    assertThat(log.indexOf("hart-0 stops")).isPositive().isLessThan(log.indexOf("release m0"));
  }

  @Test
  void memoryKeepsItsPlaceWhenItsBundleGoes() throws Exception {
    started();
    rig.host.detach(ObjectPath.object("m0"));
    cpu.hart().doesNow(bus -> bus.store(RAM + 8, 8, 42));
    assertThat(ram.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(42);
  }

  @Test
  void listenersMayControlTheMachine() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    rig.builder.bindCpu(cpu);
    var ended = new CountDownLatch(1);
    machine.listen(
        event -> {
          if (event instanceof MachineEvent.Resumed) {
            machine.stop();
            machine.shutdown(Cause.HOST_QMP_QUIT, 3);
          } else if (event instanceof MachineEvent.Shutdown) {
            machine.close();
            ended.countDown();
          }
        });
    rig.listen(machine);
    machine.cont();
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.Stopped(),
            new MachineEvent.Shutdown(Cause.HOST_QMP_QUIT, 3));
  }

  @Test
  void aFailingListenerDoesNotKeepTheOthersFromHearing() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    machine.listen(
        _ -> {
          throw new IllegalStateException("on purpose");
        });
    rig.listen(machine);
    var ended = machine.listen(_ -> rig.events.clear());
    ended.close();
    machine.powerdown();
    assertThat(rig.events).containsExactly(new MachineEvent.PowerdownRequested());
  }

  private VirtualMachine started() throws Exception {
    return started(rig.request().backend("m0"));
  }

  private VirtualMachine started(MachineRig.Request request) throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(request);
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  private static void awaitRunning(FakeCpu provider) throws InterruptedException {
    long end = System.nanoTime() + 10_000_000_000L;
    while (provider.harts.isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
    provider.hart().doesNow(_ -> {});
  }

  private static String cpuState(VirtualMachine machine) {
    return machine.devices().stream()
        .filter(device -> device.path().contains("harts"))
        .map(DeviceStatus::state)
        .findFirst()
        .orElseThrow();
  }

  /** An ELF file with one instruction, a jump to itself, and a symbol {@code tohost}. */
  private static byte[] elf() {
    return TinyElf.bytes();
  }
}
