package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guest, an operator and a CPU provider ask for at the same time. */
class MachineRaceTest {

  private static final long POWER = 0x10_0000;
  private static final MachineEvent HOST_RESET =
      new MachineEvent.Reset(Cause.HOST_QMP_SYSTEM_RESET);
  private static final MachineEvent GUEST_RESET = new MachineEvent.Reset(Cause.GUEST_RESET);

  private final MachineRig rig = new MachineRig();
  private final FakeCpu cpu = new FakeCpu(rig.host.log);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @BeforeEach
  void addMemory() {
    rig.host.addMemory("m0", 16 << 20, true);
  }

  @AfterEach
  void close() {
    release.countDown();
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x5555, 0x7777, 5 << 16 | 0x3333, 0})
  void whatTheOldGuestAskedForDoesNotConcernTheNext(int command) throws Exception {
    VirtualMachine machine = started();
    Thread resetting = resetBehindAHeldThread(machine);
    var old = cpu.hart();
    old.does(
        bus -> {
          if (command == 0) {
            throw new IllegalStateException("on purpose");
          }
          bus.store(POWER, 4, command);
        });
    awaitNot(old::running);
    release.countDown();
    assertThat(resetting.join(Duration.ofSeconds(10))).isTrue();
    machine.powerdown(); // comes after what the guest asked for
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
    assertThat(rig.events).containsOnlyOnce(HOST_RESET).doesNotContain(GUEST_RESET);
    cpu.hart().doesNow(_ -> {});
  }

  @Test
  void aGuestThatOnlyResetsIsHeldBack() throws Exception {
    VirtualMachine machine = started();
    List<Long> times = new CopyOnWriteArrayList<>();
    var enough = new CountDownLatch(3);
    machine.listen(
        event -> {
          if (event.equals(GUEST_RESET)) {
            times.add(System.nanoTime());
            cpu.nextDoes(bus -> bus.store(POWER, 4, 0x7777));
            enough.countDown();
          }
        });
    cpu.hart().does(bus -> bus.store(POWER, 4, 0x7777));
    assertThat(enough.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 1; i < 3; i++) {
      assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(40_000_000);
    }
    assertThat(machine.state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aProviderThatGoesWaitsForAClosingMachine() throws Exception {
    VirtualMachine machine = started();
    var hart = cpu.hart();
    hart.becomeDeaf();
    Thread closing = Thread.ofPlatform().start(machine::close);
    awaitNot(() -> !rig.bundle.services.isEmpty());
    Thread going = Thread.ofPlatform().start(() -> rig.builder.unbindCpu(cpu));
    awaitNot(() -> going.getState() != Thread.State.TIMED_WAITING);
    assertThat(hart.running()).isTrue();
    hart.hear();
    assertThat(going.join(Duration.ofSeconds(10))).isTrue();
    assertThat(hart.running()).isFalse();
    assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
  }

  private Thread resetBehindAHeldThread(VirtualMachine machine) throws InterruptedException {
    machine.listen(
        event -> {
          if (event instanceof MachineEvent.PowerdownRequested) {
            hold();
          }
        });
    Thread.ofPlatform().start(machine::powerdown);
    assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    Thread resetting = Thread.ofPlatform().start(() -> machine.reset(Cause.HOST_QMP_SYSTEM_RESET));
    awaitNot(() -> resetting.getState() != Thread.State.TIMED_WAITING);
    return resetting;
  }

  private void hold() {
    held.countDown();
    try {
      assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private VirtualMachine started() throws Exception {
    rig.builder.bindCpu(cpu);
    VirtualMachine machine = rig.build(rig.request().backend("m0"));
    rig.listen(machine);
    machine.cont();
    cpu.hart().doesNow(_ -> {});
    return machine;
  }

  private static void awaitNot(BooleanSupplier condition) {
    long end = System.nanoTime() + 10_000_000_000L;
    while (condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }
}
