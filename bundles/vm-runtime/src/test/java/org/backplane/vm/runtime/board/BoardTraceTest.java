package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.backplane.api.metric.Metrics;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.backplane.vm.runtime.trace.TraceRecorder;
import org.junit.jupiter.api.Test;

/** What the board's own devices tell. */
final class BoardTraceTest {

  private final TestClock clock = new TestClock();
  private final TestPin pin = new TestPin();
  private final BoardTrace trace = new BoardTrace();
  private final TraceRecorder recorder = new TraceRecorder();

  @Test
  void theSerialPortTellsItsRegisters() {
    var port = new SerialPort(new SerialMeter(Metrics.of(SerialMeter.METRICS)));
    var uart = new Uart16550(port, pin, trace);
    uart.load(5, 1);
    assertThat(recorder.taken()).isEmpty();
    recorder.on(trace);
    uart.store(7, 1, 0x15a);
    uart.load(7, 1);
    assertThat(recorder.taken())
        .containsExactly("serial_write serial0 0x7 0x5a", "serial_read serial0 0x7 0x5a");
  }

  @Test
  void theClockTellsItsRegisters() throws Exception {
    var rtc = new GoldfishRtc(() -> Instant.ofEpochSecond(0, 0x1234), clock, pin, trace);
    recorder.on(trace);
    rtc.load(0, 4);
    rtc.store(0x10, 4, -1);
    assertThat(recorder.taken())
        .containsExactly(
            "goldfish_rtc_read rtc 0x0 0x1234", "goldfish_rtc_write rtc 0x10 0xffffffff");
  }

  @Test
  void theInterruptControllerTellsOfSourcesClaimsAndCompletions() throws Exception {
    var plic = new Plic(95, List.of(new TestPin(), pin), trace);
    plic.store(4 * 8, 4, 1);
    plic.store(0x2080, 4, 1 << 8);
    recorder.on(trace);
    plic.source(8).set(true);
    plic.source(8).set(true);
    plic.load(0x20_1004, 4);
    plic.source(8).set(false);
    plic.store(0x20_1004, 4, 8);
    plic.load(0x20_1004, 4);
    assertThat(recorder.taken())
        .containsExactly(
            "riscv_plic_source 8 true",
            "riscv_plic_claim 1 8",
            "riscv_plic_source 8 false",
            "riscv_plic_complete 1 8",
            "riscv_plic_claim 1 0");
  }

  @Test
  void theInterruptorTellsOfTimersAndSoftwareInterrupts() throws Exception {
    var clint = new Clint(clock, List.of(new Clint.Lines(new TestPin(), pin)), trace);
    recorder.on(trace);
    clint.store(0x4000, 8, 0x1_0000_0000L);
    clint.store(0x4000, 4, 5);
    clint.store(0, 4, 1);
    assertThat(recorder.taken())
        .containsExactly(
            "riscv_timer_set 0 machine 0x100000000",
            "riscv_timer_set 0 machine 0x100000005",
            "riscv_clint_software 0 true");
  }
}
