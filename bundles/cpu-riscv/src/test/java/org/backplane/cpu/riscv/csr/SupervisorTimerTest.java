package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** When the platform hears of {@code stimecmp}. */
class SupervisorTimerTest {

  private final TestCsrs csrs = new TestCsrs();

  @Test
  void writesAreTold() {
    csrs.write(TestCsrs.MENVCFG, TestCsrs.STCE);
    csrs.write(TestCsrs.STIMECMP, 77).write(TestCsrs.STIMECMP, -2L);
    assertThat(csrs.timers).containsExactly(-1L, 77L, -2L);
    assertThat(csrs.read(TestCsrs.STIMECMP)).isEqualTo(-2);
  }

  @Test
  void changesAreTold() {
    csrs.write(TestCsrs.MENVCFG, TestCsrs.STCE).write(TestCsrs.STIMECMP, 8);
    csrs.file().change(TestCsrs.STIMECMP, 3, true);
    assertThat(csrs.timers).containsExactly(-1L, 8L, 11L);
  }

  /** Until then the timer is that of whoever answers environment calls. */
  @Test
  void valueCountsOnceTheTimerIsInUse() {
    csrs.write(TestCsrs.STIMECMP, 77).write(TestCsrs.MENVCFG, TestCsrs.CBZE);
    assertThat(csrs.timers).isEmpty();
    csrs.write(TestCsrs.MENVCFG, TestCsrs.STCE);
    assertThat(csrs.timers).containsExactly(77L);
    csrs.write(TestCsrs.MENVCFG, TestCsrs.STCE | TestCsrs.CBZE);
    assertThat(csrs.timers).containsExactly(77L);
    csrs.write(TestCsrs.MENVCFG, 0);
    assertThat(csrs.timers).containsExactly(77L, -1L);
  }

  /** It keeps its deadline, which firmware or a call may have set since. */
  @Test
  void thePlatformHearsNothingOfRestoredRegisters() {
    csrs.restore(Map.of(TestCsrs.STIMECMP, 77L, TestCsrs.MENVCFG, TestCsrs.STCE));
    assertThat(csrs.timers).isEmpty();
    assertThat(csrs.read(TestCsrs.STIMECMP)).isEqualTo(77);
    csrs.write(TestCsrs.STIMECMP, 78);
    assertThat(csrs.timers).containsExactly(78L);
  }
}
