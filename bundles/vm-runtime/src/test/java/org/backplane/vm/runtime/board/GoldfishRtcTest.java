package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.junit.jupiter.api.Test;

class GoldfishRtcTest {

  private static final long START = 1_700_000_000_123_456_789L;

  private final TestClock clock = new TestClock();
  private final TestPin pin = new TestPin();
  private final GoldfishRtc rtc =
      new GoldfishRtc(
          () -> Instant.ofEpochSecond(0, START + clock.nanos()), clock, pin, new BoardTrace());

  @Test
  void lowHalfLatchesHighHalf() throws BusFault {
    long low = read(0x00);
    clock.pass(1L << 33);
    assertThat(read(0x04) << 32 | low).isEqualTo(START);
  }

  @Test
  void timeCanBeSet() throws BusFault {
    write(0x04, 5);
    write(0x00, 7);
    clock.pass(10);
    assertThat(read(0x00)).isEqualTo(17);
    assertThat(read(0x04)).isEqualTo(5);
  }

  @Test
  void alarmInterruptsWhenEnabled() throws BusFault {
    setAlarm(START + 1000);
    assertThat(read(0x18)).isEqualTo(1);
    clock.pass(1000);
    assertThat(pin.high()).as("not enabled").isFalse();
    assertThat(read(0x18)).isZero();
    write(0x10, 1);
    assertThat(pin.high()).isTrue();
    write(0x1c, 0);
    assertThat(pin.high()).isFalse();
  }

  @Test
  void farAlarmsAreReachedInSteps() throws BusFault {
    write(0x10, 1);
    long days = 3L * 86_400 * 1_000_000_000;
    setAlarm(START + days);
    clock.pass(days - 1);
    assertThat(pin.high()).isFalse();
    clock.pass(1);
    assertThat(pin.high()).isTrue();
  }

  @Test
  void aPastAlarmComesAtOnceAndAClearedOneNever() throws BusFault {
    write(0x10, 1);
    setAlarm(START + 50);
    write(0x14, 0);
    clock.pass(100);
    assertThat(pin.high()).isFalse();
    setAlarm(START);
    assertThat(pin.high()).isTrue();
    rtc.reset();
    assertThat(pin.high()).isFalse();
    assertThat(clock.timers()).isZero();
  }

  @Test
  void everyOffsetAnswers() throws BusFault {
    for (int offset = 0; offset < 0x1000; offset += 4) {
      write(offset, -1);
      read(offset);
    }
    assertThatThrownBy(() -> rtc.load(0, 8)).isInstanceOf(BusFault.class);
  }

  private void setAlarm(long at) throws BusFault {
    write(0x0c, at >>> 32);
    write(0x08, at);
  }

  private long read(int offset) throws BusFault {
    return rtc.load(offset, 4);
  }

  private void write(int offset, long value) throws BusFault {
    rtc.store(offset, 4, value);
  }
}
