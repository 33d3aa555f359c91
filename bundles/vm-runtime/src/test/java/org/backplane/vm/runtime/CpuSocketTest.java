package org.backplane.vm.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.backplane.api.cpu.HartState;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.bus.AddressSpace;
import org.junit.jupiter.api.Test;

class CpuSocketTest {

  private final List<String> log = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final FakeCpu cpu = new FakeCpu(log);
  private final CpuSocket socket = socket(Duration.ofSeconds(10));

  private CpuSocket socket(Duration stopDeadline) {
    return new CpuSocket(
        0, AddressSpace.builder().build(() -> 0), new HartLines(), failure::complete, stopDeadline);
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
}
