package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.cpu.HartState;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.bus.AddressSpace;
import org.backplane.vm.runtime.bus.FakePlatform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuSocketTest {

  private static final long THERE = 0x8000_0000L;

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final CompletableFuture<HartRun> reached = new CompletableFuture<>();
  private final FakeCpu cpu = new FakeCpu(log);
  private final CpuSocket socket = socket(Duration.ofSeconds(10));

  private CpuSocket socket(Duration stopDeadline) {
    return new CpuSocket(
        0,
        AddressSpace.builder().build(new FakePlatform()),
        new HartLines(),
        listener(),
        stopDeadline);
  }

  private HartListener listener() {
    return new HartListener() {
      @Override
      public void failed(Throwable cause) {
        failure.complete(cause);
      }

      @Override
      public void reachedBreakpoint(HartRun run) {
        reached.complete(run);
      }
    };
  }

  @Test
  void isReadyWithAProviderAndAState() {
    assertThat(socket.ready()).isFalse();
    socket.plug(cpu);
    assertThat(socket.ready()).isFalse();
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    socket.unplug();
    assertThat(socket.ready()).isFalse();
    assertThat(socket.hasState()).isTrue();
  }

  @Test
  void aStateThatCannotBeSavedIsDropped() {
    socket.plug(cpu);
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    cpu.loseState();
    assertThat(socket.unplug()).isFalse();
    assertThat(socket.hasState()).isFalse();
    socket.plug(new FakeCpu(log));
    assertThat(socket.ready()).isFalse();
    assertThat(socket.status()).contains("its state could not be saved", "on purpose");
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    assertThat(socket.status()).isEqualTo("paused");
  }

  @Test
  void aHartThatDoesNotStopIsGivenUp() throws InterruptedException {
    CpuSocket impatient = socket(Duration.ofMillis(20));
    impatient.plug(cpu);
    impatient.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(impatient.ready()).isTrue();
    impatient.start();
    cpu.hart().doesNow(_ -> {});
    cpu.hart().becomeDeaf();
    assertThat(impatient.stop()).isFalse();
    assertThat(impatient.stop()).isFalse();
    assertThat(impatient.ready()).isFalse();
    assertThat(impatient.status()).contains("did not stop");
    cpu.hart().hear();
  }

  @Test
  void aHartThatReturnsUnaskedIsAFailure() throws Exception {
    socket.plug(cpu);
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    socket.start();
    cpu.hart().requestStop();
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("without being asked");
  }

  @Test
  void haltAndStopAskOnlyOnce() throws InterruptedException {
    socket.plug(cpu);
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    socket.start();
    cpu.hart().doesNow(_ -> {});
    socket.halt();
    socket.halt();
    assertThat(socket.stop()).isTrue();
    socket.start();
    cpu.hart().doesNow(_ -> {});
    assertThat(cpu.hart().running()).as("no stop request was left over").isTrue();
    assertThat(socket.stop()).isTrue();
    assertThat(failure).isNotDone();
  }

  @Test
  void aBreakpointIsTold() throws Exception {
    startAt(0x1000);
    assertThat(socket.stop()).isTrue();
    socket.breakpoints(Set.of(THERE));
    socket.start();
    cpu.hart().jumpsTo(THERE);
    HartRun run = reached.get(10, TimeUnit.SECONDS);
    assertThat(socket.isPresent(run)).isTrue();
    assertThat(socket.stop()).isTrue();
    assertThat(socket.isPresent(run)).as("another run may follow").isFalse();
    assertThat(socket.state()).map(HartState::pc).contains(THERE);
    assertThat(socket.ready()).isTrue();
    assertThat(cpu.harts).as("nothing was asked of it").hasSize(1);
  }

  @Test
  void aHartThatWasAskedJustWhenItCameToABreakpointIsMadeAnew() throws Exception {
    startAt(0x1000);
    assertThat(socket.stop()).isTrue();
    socket.breakpoints(Set.of(THERE));
    socket.start();
    var asked = new CountDownLatch(1);
    cpu.hart()
        .does(
            _ -> {
              try {
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    cpu.hart().jumpsTo(THERE);
    socket.halt(); // what it asks for stays with the hart, which stops before it
    asked.countDown();
    assertThat(socket.stop()).isTrue();
    assertThat(reached).isNotDone();
    assertThat(socket.ready()).isTrue();
    assertThat(cpu.harts).hasSize(2);
    assertThat(cpu.hart().from.pc()).isEqualTo(THERE);
    socket.start();
    assertThat(reached.get(10, TimeUnit.SECONDS)).isNotNull();
    assertThat(failure).isNotDone();
  }

  @Test
  void aHartStoppedInTheStepPastABreakpointIsMadeAnew() throws Exception {
    startAt(0x1000);
    assertThat(socket.stop()).isTrue();
    cpu.hart().waitInSteps();
    socket.breakpointTold();
    socket.start();
    assertThat(socket.stop()).isTrue();
    assertThat(socket.ready()).isTrue();
    assertThat(cpu.harts).hasSize(2);
    assertThat(failure).isNotDone();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE + 5, 12, 13, 15})
  void aBreakpointIsPassedAlsoWhenAHandlerComesBackToIt(long cause) throws Exception {
    standAtABreakpoint();
    cpu.hart().trapsInStep(cause);
    cpu.hart().jumpsTo(THERE);
    socket.start();
    cpu.hart().doesNow(_ -> {});
    assertThat(reached).isNotDone();
    cpu.hart().jumpsTo(THERE);
    assertThat(reached.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  /** Whoever comes there after a call was handled comes there anew. */
  @Test
  void aCallAtABreakpointPassesIt() throws Exception {
    standAtABreakpoint();
    cpu.hart().trapsInStep(8);
    cpu.hart().jumpsTo(THERE);
    socket.start();
    assertThat(reached.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void anotherBreakpointInAHandlerIsTold() throws Exception {
    standAtABreakpoint();
    socket.breakpoints(Set.of(THERE, THERE + 0x100));
    cpu.hart().trapsInStep(Long.MIN_VALUE + 7);
    cpu.hart().jumpsTo(THERE + 0x100);
    socket.start();
    assertThat(reached.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  private void standAtABreakpoint() throws InterruptedException {
    startAt(0x1000);
    cpu.hart().jumpsTo(THERE);
    cpu.hart().doesNow(_ -> {});
    assertThat(socket.stop()).isTrue();
    socket.breakpoints(Set.of(THERE));
    socket.breakpointTold();
  }

  @Test
  void whatCannotBeSavedWhenItIsMadeAnewIsAFailure() throws Exception {
    startAt(0x1000);
    assertThat(socket.stop()).isTrue();
    cpu.hart().waitInSteps();
    assertThat(socket.step()).isTrue();
    cpu.loseState();
    assertThat(socket.ready()).isFalse();
    assertThat(failure.get(10, TimeUnit.SECONDS)).hasMessageContaining("could not be saved");
    assertThat(socket.stateLost()).isTrue();
  }

  @Test
  void aHartThatDoesNotEndAStepIsGivenUp() {
    CpuSocket impatient = socket(Duration.ofMillis(20));
    impatient.plug(cpu);
    impatient.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(impatient.ready()).isTrue();
    var end = new CountDownLatch(1);
    cpu.hart()
        .does(
            _ -> {
              try {
                assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(impatient.step()).isFalse();
    assertThat(impatient.stuck()).isTrue();
    assertThat(impatient.state()).isEmpty();
    end.countDown();
  }

  /** Two instructions each round, whenever somebody looks. */
  @Test
  void whatWasExecutedIsCountedOnceAcrossResets() throws Exception {
    socket.plug(cpu);
    int rounds = 2000;
    var over = new AtomicBoolean();
    var most = new AtomicLong();
    Thread scraper =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    most.set(socket.allRetired());
                  }
                });
    for (int n = 0; n < rounds; n++) {
      socket.reset(HartState.atReset(0, 0x1000, 0, 0));
      assertThat(socket.ready()).isTrue();
      assertThat(socket.step()).isTrue();
      assertThat(socket.renew()).isTrue();
      assertThat(socket.ready()).isTrue();
      assertThat(socket.step()).isTrue();
    }
    socket.clear("");
    assertThat(socket.allRetired()).isEqualTo(2L * rounds);
    assertThat(socket.instructionsRetired()).isZero();
    over.set(true);
    assertThat(scraper.join(Duration.ofSeconds(10))).isTrue();
    assertThat(most.get()).isLessThanOrEqualTo(2L * rounds);
  }

  @Test
  void aStateSetFromOutsideExecutesNothing() {
    socket.plug(cpu);
    socket.reset(HartState.atReset(0, 0x1000, 0, 0));
    assertThat(socket.ready()).isTrue();
    assertThat(socket.step()).isTrue();
    HartState was = socket.state().orElseThrow();
    socket.state(
        new HartState(
            was.hartId(), was.privilege(), THERE, was.x(), was.f(), was.csrs(), 5000, false));
    assertThat(socket.step()).isTrue();
    assertThat(socket.allRetired()).isEqualTo(2);
  }

  private void startAt(long pc) throws InterruptedException {
    socket.plug(cpu);
    socket.reset(HartState.atReset(0, pc, 0, 0));
    assertThat(socket.ready()).isTrue();
    socket.start();
    cpu.hart().doesNow(_ -> {});
  }
}
