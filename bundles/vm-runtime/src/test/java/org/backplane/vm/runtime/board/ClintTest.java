package org.backplane.vm.runtime.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.backplane.api.cpu.BusFault;
import org.backplane.vm.runtime.trace.BoardTrace;
import org.junit.jupiter.api.Test;

class ClintTest {

  private final TestClock clock = new TestClock();
  private final TestPin software = new TestPin();
  private final TestPin timer = new TestPin();
  private final Clint clint =
      new Clint(clock, List.of(new Clint.Lines(software, timer)), new BoardTrace());

  @Test
  void softwareInterruptFollowsItsBit() throws BusFault {
    clint.store(0, 4, 0xff);
    assertThat(software.high()).isTrue();
    assertThat(clint.load(0, 4)).isEqualTo(1);
    clint.store(0, 4, 2);
    assertThat(software.high()).isFalse();
  }

  @Test
  void timeCountsTenMegahertz() throws BusFault {
    clock.pass(1_000_000_000L * 1000);
    assertThat(clint.load(0xbff8, 8)).isEqualTo(10_000_000_000L);
    assertThat(clint.load(0xbff8, 4)).isEqualTo(10_000_000_000L & 0xffff_ffffL);
    assertThat(clint.load(0xbffc, 4)).isEqualTo(10_000_000_000L >>> 32);
  }

  @Test
  void timerInterruptsAtItsTickAndNotBefore() throws BusFault {
    clock.pass(50);
    clint.store(0x4000, 8, 1000);
    clock.pass(99_949);
    assertThat(timer.high()).isFalse();
    clock.pass(1);
    assertThat(timer.high()).isTrue();
    clint.store(0x4000, 8, 2000);
    assertThat(timer.high()).isFalse();
    clock.pass(100_000);
    assertThat(timer.high()).isTrue();
  }

  @Test
  void halvesAreWrittenAlone() throws BusFault {
    clint.store(0x4004, 4, 0);
    clint.store(0x4000, 4, 500);
    assertThat(clint.load(0x4000, 8)).isEqualTo(500);
    clock.pass(50_000);
    assertThat(timer.high()).isTrue();
    clint.store(0x4004, 4, 3);
    assertThat(clint.load(0x4000, 8)).isEqualTo((3L << 32) + 500);
    clint.store(0x4004, 4, -1);
    assertThat(clint.load(0x4004, 4)).isEqualTo(0xffff_ffffL);
    assertThat(timer.high()).isFalse();
  }

  @Test
  void neverMeansNoTimer() throws BusFault {
    for (long never : new long[] {-1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 100}) {
      clint.store(0x4000, 8, never);
      assertThat(clock.timers()).isZero();
      assertThat(timer.high()).isFalse();
    }
  }

  @Test
  void oneTimerAtATime() throws BusFault {
    for (int i = 0; i < 100; i++) {
      clint.store(0x4000, 8, 1000 + i);
    }
    assertThat(clock.timers()).isEqualTo(1);
    clint.reset();
    assertThat(clock.timers()).isZero();
    assertThat(clint.load(0x4000, 8)).isEqualTo(-1);
  }

  @Test
  void everyOffsetAnswers() throws BusFault {
    for (int offset = 0; offset < MemoryMap.CLINT.sizeBytes(); offset += 4) {
      clint.store(offset, 4, -1);
      clint.load(offset, 4);
    }
    for (int offset = 0; offset < MemoryMap.CLINT.sizeBytes(); offset += 8) {
      clint.store(offset, 8, -1);
      clint.load(offset, 8);
    }
    assertThatThrownBy(() -> clint.load(0, 2)).isInstanceOf(BusFault.class);
  }
}
