package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.bus.FakePlatform;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The board's wires into its harts. */
class VirtBoardTest {

  private final TestClock clock = new TestClock();
  private final List<String> log = new ArrayList<>();
  private final List<HartLines> lines =
      IntStream.range(0, 2).mapToObj(_ -> new HartLines()).toList();
  private final SerialPort serial =
      new SerialPort(new SerialMeter(Metrics.of(SerialMeter.METRICS)));
  private final VirtBoard board =
      new VirtBoard(clock, InstantSource.system(), lines, serial, new NoSwitch(), new BoardTrace());

  @BeforeEach
  void connect() {
    for (int hart = 0; hart < lines.size(); hart++) {
      lines.get(hart).connect(new SpyHart(hart, log));
    }
    log.clear();
  }

  @AfterEach
  void close() {
    serial.close();
  }

  @Test
  void theSupervisorTimerHasChangedItsLineWhenItReturns() {
    PhysicalBus bus = bus(Optional.empty());
    clock.pass(100_000);
    assertThat(bus.time()).isEqualTo(1000);
    bus.supervisorTimer(1, 1000);
    assertThat(log).containsExactly("hart 1 SUPERVISOR_TIMER high");
    bus.supervisorTimer(1, 1001);
    assertThat(log).hasSize(2).endsWith("hart 1 SUPERVISOR_TIMER low");
    clock.pass(99);
    assertThat(log).hasSize(2);
    clock.pass(1);
    assertThat(log).hasSize(3).endsWith("hart 1 SUPERVISOR_TIMER high");
  }

  @Test
  void neverIsNever() {
    board.supervisorTimer(0, 10);
    board.supervisorTimer(0, -1);
    assertThat(clock.timers()).isZero();
    clock.pass(10_000);
    assertThat(log).isEmpty();
  }

  @Test
  void resetClearsTheSupervisorTimer() {
    board.supervisorTimer(0, 0);
    board.supervisorTimer(1, 10);
    board.reset();
    assertThat(log).containsExactly("hart 0 SUPERVISOR_TIMER high", "hart 0 SUPERVISOR_TIMER low");
    assertThat(clock.timers()).isZero();
  }

  @Test
  void bothTimersOfAHartAreItsOwn() throws BusFault {
    PhysicalBus bus = bus(Optional.empty());
    bus.store(MemoryMap.CLINT.address() + 0x4000, 8, 5);
    bus.supervisorTimer(0, 6);
    clock.pass(500);
    assertThat(log).containsExactly("hart 0 MACHINE_TIMER high");
    clock.pass(100);
    assertThat(log).containsExactly("hart 0 MACHINE_TIMER high", "hart 0 SUPERVISOR_TIMER high");
  }

  @Test
  void aSoftwareInterruptOfTheSupervisorIsAPulseThatNoLaterHartSees() {
    lines.getFirst().interruptSupervisor();
    assertThat(log)
        .containsExactly("hart 0 SUPERVISOR_SOFTWARE high", "hart 0 SUPERVISOR_SOFTWARE low");
    lines.getFirst().disconnect();
    lines.getFirst().interruptSupervisor();
    lines.getFirst().flush();
    assertThat(log).hasSize(2);
    lines.getFirst().connect(new SpyHart(7, log));
    assertThat(log)
        .contains("hart 7 SUPERVISOR_TIMER low")
        .noneMatch(entry -> entry.startsWith("hart 7 SUPERVISOR_SOFTWARE"));
    assertThatThrownBy(() -> lines.getFirst().pin(InterruptLine.SUPERVISOR_SOFTWARE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFlushGoesToTheHart() {
    lines.getLast().flush();
    assertThat(log).containsExactly("hart 1 flushed");
  }

  @Test
  void theBusOffersWhatItIsGiven() {
    SupervisorBinary binary = new FakePlatform().supervisorBinary().orElseThrow();
    assertThat(bus(Optional.of(binary)).supervisorBinary()).contains(binary);
    assertThat(bus(Optional.empty()).supervisorBinary()).isEmpty();
  }

  private PhysicalBus bus(Optional<SupervisorBinary> binary) {
    MmioDevice nothing =
        new MmioDevice() {
          @Override
          public long load(long offset, int widthBytes) {
            return 0;
          }

          @Override
          public void store(long offset, int widthBytes, long value) {}
        };
    return board.addressSpace(
        List.of(), Collections.nCopies(MemoryMap.VIRTIO_SLOTS, nothing), binary);
  }

  private static final class NoSwitch implements PowerDevice.Switch {
    @Override
    public void powerOff() {}

    @Override
    public void reset(int statusIfLast) {}

    @Override
    public void fail(int status) {}
  }
}
