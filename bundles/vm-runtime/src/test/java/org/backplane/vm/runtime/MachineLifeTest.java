package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.Test;

/** A machine's life: run, pause, end, and who hears of it. */
class MachineLifeTest extends LiveMachineRig {

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
}
