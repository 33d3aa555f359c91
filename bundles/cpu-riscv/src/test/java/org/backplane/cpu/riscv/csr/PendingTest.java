package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writing pending and enabled interrupts (RISC-V privileged, 3.1.9, 10.1.3, and Sstc). */
class PendingTest {

  private static final long SSIP = 1 << 1;
  private static final long STIP = 1 << 5;
  private static final long SEIP = 1 << 9;
  private static final long MEIP = 1 << 11;

  private final TestCsrs csrs = new TestCsrs();

  @Test
  void externalLineIsNotLatchedByChanges() {
    csrs.lines = SEIP;
    assertThat(csrs.file().change(TestCsrs.MIP, SSIP, true)).isEqualTo(SEIP);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(SEIP | SSIP);
    csrs.lines = 0;
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(SSIP);
  }

  @Test
  void writtenBitAndLineAreOne() {
    csrs.write(TestCsrs.MIP, SEIP);
    csrs.lines = SEIP;
    assertThat(csrs.file().change(TestCsrs.MIP, SEIP, false)).isEqualTo(SEIP);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(SEIP); // the line is high still
    csrs.lines = 0;
    assertThat(csrs.read(TestCsrs.MIP)).isZero();
  }

  @Test
  void machineBitsAreTheLines() {
    csrs.write(TestCsrs.MIP, ~0L);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(SSIP | STIP | SEIP);
    csrs.lines = MEIP;
    csrs.write(TestCsrs.MIP, 0);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(MEIP);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "2, 2", "20, 0", "200, 0", "222, 2"})
  void supervisorModeWritesItsSoftwareInterruptIfDelegated(String delegated, String pending) {
    csrs.write(TestCsrs.MIDELEG, Long.parseLong(delegated, 16)).write(TestCsrs.SIP, ~0L);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(Long.parseLong(pending, 16));
    csrs.write(TestCsrs.MIP, ~0L).write(TestCsrs.SIP, 0);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(0x222 & ~Long.parseLong(pending, 16));
  }

  @Test
  void softwareEndsASoftwareInterruptFromOutside() {
    csrs.write(TestCsrs.MIDELEG, SSIP);
    csrs.lines = SSIP | SEIP;
    csrs.file().change(TestCsrs.SIP, SSIP, false);
    assertThat(csrs.lines).isEqualTo(SEIP);
    assertThat(csrs.read(TestCsrs.SIP)).isZero();
  }

  @Test
  void softwareInterruptThatIsNotDelegatedStays() {
    csrs.lines = SSIP;
    csrs.file().change(TestCsrs.SIP, SSIP, false);
    assertThat(csrs.lines).isEqualTo(SSIP);
    csrs.file().change(TestCsrs.MIP, SSIP, false);
    assertThat(csrs.lines).isZero();
  }

  /** It may rise between the read and the write: only the bits named count. */
  @Test
  void changesOfOtherBitsLoseNoSoftwareInterrupt() {
    csrs.write(TestCsrs.MIDELEG, ~0L);
    csrs.lines = SSIP;
    csrs.file().change(TestCsrs.MIP, SEIP, true);
    csrs.file().change(TestCsrs.MIP, SEIP, false);
    csrs.file().change(TestCsrs.SIP, SEIP, true);
    csrs.file().change(TestCsrs.SIP, SEIP, false);
    assertThat(csrs.lines).isEqualTo(SSIP);
    assertThat(csrs.file().save()).containsEntry(TestCsrs.SIP, 0L); // nor is the line latched
  }

  @Test
  void timerBitIsNotSoftwaresWhileTheTimerIsInUse() {
    csrs.write(TestCsrs.MIP, STIP).write(TestCsrs.MENVCFG, TestCsrs.STCE);
    assertThat(csrs.read(TestCsrs.MIP)).isZero();
    csrs.write(TestCsrs.MIP, STIP);
    csrs.file().change(TestCsrs.MIP, STIP, true);
    assertThat(csrs.read(TestCsrs.MIP)).isZero();
    csrs.lines = STIP;
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(STIP);
    csrs.file().change(TestCsrs.MIP, STIP, false);
    assertThat(csrs.read(TestCsrs.MIP)).isEqualTo(STIP);
  }

  @Test
  void viewOfEnablesIsWhatIsDelegated() {
    csrs.write(TestCsrs.MIE, ~0L).write(TestCsrs.MIDELEG, SSIP | SEIP);
    assertThat(csrs.read(TestCsrs.SIE)).isEqualTo(SSIP | SEIP);
    csrs.write(TestCsrs.SIE, SEIP);
    assertThat(csrs.read(TestCsrs.MIE)).isEqualTo(0xaaa & ~SSIP);
    csrs.write(TestCsrs.MIE, 0).write(TestCsrs.SIE, ~0L);
    assertThat(csrs.read(TestCsrs.MIE)).isEqualTo(SSIP | SEIP);
  }

  @Test
  void changesOfOtherRegistersSetAndClear() {
    csrs.write(0x340, 0xf0);
    assertThat(csrs.file().change(0x340, 0x18, true)).isEqualTo(0xf0);
    assertThat(csrs.file().change(0x340, 0x90, false)).isEqualTo(0xf8);
    assertThat(csrs.read(0x340)).isEqualTo(0x68);
  }
}
