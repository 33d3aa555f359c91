package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.NotActiveException;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a debugger sees and does, and what becomes of the machine meanwhile. */
class DebuggerTest {

  private static final long POWER = 0x10_0000;
  private static final long UART = 0x1000_0000;
  private static final long RAM = 0x8000_0000L;
  private static final int RAM_BYTES = 16 << 20;
  private static final long THERE = RAM + 0x100;

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
  void aBreakpointStopsTheMachine() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(cpu.hart().running()).isFalse();
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.BreakpointReached(0, THERE),
            new MachineEvent.Stopped());
    assertThat(machine.debugger().read(0).pc()).isEqualTo(THERE);
  }

  @Test
  void goingOnPassesTheBreakpointThatWasTold() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(THERE + 4);
    rig.events.clear();
    cpu.hart().jumpsTo(THERE);
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events).startsWith(new MachineEvent.BreakpointReached(0, THERE));
  }

  @Test
  void aBreakpointSteppedOntoStopsAtOnce() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.debugger().breakpoints(Set.of(THERE, THERE + 4));
    machine.debugger().step(0);
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events)
        .containsExactly(
            new MachineEvent.Resumed(),
            new MachineEvent.BreakpointReached(0, THERE + 4),
            new MachineEvent.Stopped());
  }

  @Test
  void theMachineIsPausedWhenThatCameFirst() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    machine.debugger().breakpoints(Set.of(0x1004L));
    assertThat(machine.state()).isEqualTo(RunState.PAUSED);
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    machine.stop();
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(rig.events).hasSize(3);
  }

  @Test
  void breakpointsStayOverResetAndExchangeOfTheCpu() throws Exception {
    VirtualMachine machine = started();
    machine.debugger().breakpoints(Set.of(THERE));
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(cpu.harts).hasSize(2);
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
    rig.builder.unbindCpu(cpu);
    var next = new FakeCpu(rig.host.log);
    rig.builder.bindCpu(next);
    machine.powerdown(); // comes after the exchange
    assertThat(next.hart().breakpoints).containsExactly(THERE);
    machine.debugger().breakpoints(Set.of());
    assertThat(next.hart().breakpoints).isEmpty();
  }

  @Test
  void breakpointsMayBeSetBeforeThereIsACpu() throws Exception {
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    var mutable = new HashSet<>(Set.of(THERE));
    machine.debugger().breakpoints(mutable);
    mutable.clear();
    machine.cont();
    rig.builder.bindCpu(cpu);
    machine.powerdown();
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
  }

  @Test
  void aStepExecutesOnTheHartsThreadWhileTimeGoesOn() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    rig.events.clear();
    long before = machine.instructionsRetired();
    var bus = new AtomicReference<PhysicalBus>();
    cpu.hart()
        .does(
            b -> {
              bus.set(b);
              long now = b.time();
              while (b.time() < now + 100) {
                Thread.onSpinWait();
              }
            });
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.instructionsRetired()).isEqualTo(before + 1);
    assertThat(rig.host.log).contains("hart-0 steps");
    assertThat(rig.events).isEmpty();
    long stopped = bus.get().time();
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1008);
    assertThat(bus.get().time()).as("time stands still again").isEqualTo(stopped);
    assertThat(cpu.harts).as("the same hart").hasSize(1);
  }

  @Test
  void aMachineThatNeverRanCanBeStepped() throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
  }

  @Test
  void aStepThatWaitsForAnInterruptIsGivenUp() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart().waitInSteps();
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    machine.cont();
    assertThat(cpu.harts).as("the old one may have the request still").hasSize(2);
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aRunningMachineIsNotSteppedAndNotWritten() throws Exception {
    VirtualMachine machine = started();
    HartState state = machine.debugger().read(0);
    refused(() -> machine.debugger().step(0), InvalidRequestException.class, "is running");
    refused(() -> machine.debugger().write(state), InvalidRequestException.class, "is running");
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void readingARunningMachineIsNotNoticed() throws Exception {
    VirtualMachine machine = started();
    rig.events.clear();
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    cpu.hart().doesNow(_ -> {});
    assertThat(rig.events).isEmpty();
    assertThat(cpu.harts).hasSize(1);
  }

  @Test
  void aStateIsWrittenByMakingTheHartAnew() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    HartState was = machine.debugger().read(0);
    machine.debugger().write(at(was, 0x8000_2000L));
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x8000_2000L);
    assertThat(cpu.hart().breakpoints).containsExactly(THERE);
    machine.debugger().write(at(was, THERE));
    rig.events.clear();
    machine.cont();
    rig.await(new MachineEvent.Stopped());
    assertThat(rig.events).contains(new MachineEvent.BreakpointReached(0, THERE));
  }

  @Test
  void aStateThatTheCpuDoesNotTakeChangesNothing() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    HartState was = machine.debugger().read(0);
    cpu.refuse();
    refused(
        () -> machine.debugger().write(at(was, 0x8000_2000L)),
        InvalidRequestException.class,
        "not that state");
    assertThat(machine.debugger().read(0)).isEqualTo(was);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
  }

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

  @Test
  void withoutACpuItIsToldWhy() throws Exception {
    Debugger debugger = rig.build(rig.request().backend("m0")).debugger();
    String why = "waiting for a CPU provider";
    refused(() -> debugger.read(0), NotActiveException.class, why);
    refused(() -> debugger.step(0), NotActiveException.class, why);
    refused(() -> debugger.load(0, RAM, new byte[1]), NotActiveException.class, why);
    refused(() -> debugger.store(0, RAM, new byte[1]), NotActiveException.class, why);
    HartState state = HartState.atReset(0, 0x1000, 0, 0);
    refused(() -> debugger.write(state), NotActiveException.class, why);
  }

  @Test
  void aStateCanBeReadWhileTheCpuIsAway() throws Exception {
    VirtualMachine machine = started();
    rig.builder.unbindCpu(cpu);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1004);
  }

  @Test
  void thereIsNoOtherHart() throws Exception {
    Debugger debugger = started().debugger();
    refused(() -> debugger.read(1), MissingReferenceException.class, "no hart 1");
    refused(() -> debugger.read(-1), MissingReferenceException.class, "no hart -1");
    refused(() -> debugger.step(1), MissingReferenceException.class, "no hart 1");
    VirtualMachine none = rig.build(rig.request().type("none"));
    refused(() -> none.debugger().read(0), MissingReferenceException.class, "has no CPU");
    refused(
        () -> none.debugger().loadPhysical(RAM, new byte[1]),
        MissingReferenceException.class,
        "has no CPU");
    none.debugger().breakpoints(Set.of(1L));
  }

  @Test
  void resetLeadsFromDebuggingBackBeforeTheLaunch() throws Exception {
    VirtualMachine machine = stoppedAtBreakpoint();
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    assertThat(machine.state()).isEqualTo(RunState.PRELAUNCH);
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1000);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aCpuThatFailsInAStepBreaksTheMachine() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart()
        .does(
            _ -> {
              throw new IllegalArgumentException("on purpose");
            });
    refused(() -> machine.debugger().step(0), BackendFailedException.class, "failed in a step");
    machine.powerdown(); // comes after what the hart told
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    refused(() -> machine.debugger().read(0), NotActiveException.class, "on purpose");
    refused(() -> machine.debugger().step(0), InvalidRequestException.class, "reset it first");
    machine.debugger().breakpoints(Set.of());
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.debugger().step(0);
    assertThat(machine.state()).isEqualTo(RunState.DEBUG);
  }

  @Test
  void aStateLostInALookBreaksTheMachine() throws Exception {
    VirtualMachine machine = started();
    cpu.loseState();
    refused(() -> machine.debugger().read(0), NotActiveException.class, "could not be saved");
    assertThat(machine.state()).isEqualTo(RunState.INTERNAL_ERROR);
    assertThat(rig.events).endsWith(new MachineEvent.Stopped());
    machine.reset(Cause.HOST_QMP_SYSTEM_RESET);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
  }

  @Test
  void aGuestMayPowerOffInAStep() throws Exception {
    VirtualMachine machine = started();
    machine.stop();
    cpu.hart().does(bus -> bus.store(POWER, 4, 0x5555));
    machine.debugger().step(0);
    rig.await(new MachineEvent.Shutdown(Cause.GUEST_SHUTDOWN, 0));
    refused(() -> machine.debugger().step(0), NotActiveException.class, "has ended");
    assertThat(machine.debugger().read(0).pc()).isEqualTo(0x1008);
    machine.close();
    refused(() -> machine.debugger().read(0), NotActiveException.class, "has ended");
  }

  private VirtualMachine stoppedAtBreakpoint() throws Exception {
    VirtualMachine machine = started();
    machine.debugger().breakpoints(Set.of(THERE));
    cpu.hart().jumpsTo(THERE);
    rig.await(new MachineEvent.Stopped());
    return machine;
  }

  private VirtualMachine started() throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  private static HartState at(HartState was, long pc) {
    return new HartState(
        was.hartId(), 3, pc, was.x(), was.f(), was.csrs(), was.instructionsRetired(), false);
  }

  private static void refused(
      ThrowingCallable what, Class<? extends BackplaneException> how, String why) {
    assertThatThrownBy(what).isInstanceOf(how).hasMessageContaining(why);
  }
}
