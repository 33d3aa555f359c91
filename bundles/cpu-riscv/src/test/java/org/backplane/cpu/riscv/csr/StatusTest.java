package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code mstatus}, {@code sstatus}, {@code satp} (RISC-V privileged, 3.1.6, 10.1.1, 10.1.11). */
class StatusTest {

  private static final long FIXED = 0xa_0000_0000L;

  private final TestCsrs csrs = new TestCsrs();

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "3, 3"})
  void previousModeIsOneThatExists(int written, int kept) {
    csrs.write(TestCsrs.MSTATUS, (long) written << 11);
    assertThat(csrs.read(TestCsrs.MSTATUS) >> 11 & 3).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void previousModeStaysWhenThereIsNoSuch(int before) {
    csrs.write(TestCsrs.MSTATUS, (long) before << 11);
    csrs.write(TestCsrs.MSTATUS, 2L << 11 | Mstatus.MIE);
    assertThat(csrs.read(TestCsrs.MSTATUS)).isEqualTo(FIXED | (long) before << 11 | Mstatus.MIE);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, false", "3, true"})
  void dirtyFloatStateIsSummarized(int fs, boolean dirty) {
    csrs.write(TestCsrs.MSTATUS, (long) fs << 13);
    assertThat(csrs.read(TestCsrs.MSTATUS) < 0).isEqualTo(dirty);
    assertThat(csrs.read(TestCsrs.SSTATUS) < 0).isEqualTo(dirty);
    assertThat(csrs.read(TestCsrs.SSTATUS) >> 13 & 3).isEqualTo(fs);
    assertThat(csrs.file().isFloatEnabled()).isEqualTo(fs != 0);
  }

  @Test
  void viewShowsSupervisorFieldsAndWritesNoOther() {
    csrs.write(TestCsrs.MSTATUS, ~0L);
    assertThat(csrs.read(TestCsrs.SSTATUS)).isEqualTo(0x8000_0002_000c_6122L);
    csrs.write(TestCsrs.SSTATUS, 0);
    assertThat(csrs.read(TestCsrs.MSTATUS)).isEqualTo(0xa_0072_1888L);
    csrs.write(TestCsrs.MSTATUS, 0).write(TestCsrs.SSTATUS, ~0L);
    assertThat(csrs.read(TestCsrs.MSTATUS)).isEqualTo(0x8000_000a_000c_6122L);
  }

  @ParameterizedTest
  @CsvSource({
    "MACHINE, false, 0, MACHINE", "MACHINE, true, 0, USER", "MACHINE, true, 1, SUPERVISOR",
    "MACHINE, true, 3, MACHINE", "SUPERVISOR, true, 3, SUPERVISOR", "USER, true, 3, USER",
  })
  void machineModeCanBorrowAMode(Privilege mode, boolean mprv, long mpp, Privilege data) {
    csrs.write(TestCsrs.MSTATUS, mpp << 11 | (mprv ? 1 << 17 : 0));
    assertThat(csrs.file().dataPrivilege(mode)).isEqualTo(data);
  }

  @Test
  void memoryFieldsAreTold() {
    assertThat(csrs.file().isUserMemoryOpen()).isFalse();
    assertThat(csrs.file().isExecutableReadable()).isFalse();
    csrs.write(TestCsrs.SSTATUS, 1 << 18);
    assertThat(csrs.file().isUserMemoryOpen()).isTrue();
    assertThat(csrs.file().isExecutableReadable()).isFalse();
    csrs.write(TestCsrs.SSTATUS, 1 << 19);
    assertThat(csrs.file().isUserMemoryOpen()).isFalse();
    assertThat(csrs.file().isExecutableReadable()).isTrue();
    assertThat(csrs.file().status()).isEqualTo(csrs.read(TestCsrs.MSTATUS));
    assertThat(csrs.file().updatesAccessedAndDirty()).isFalse();
    csrs.write(TestCsrs.MENVCFG, 1L << 61);
    assertThat(csrs.file().updatesAccessedAndDirty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15})
  void translationHasTheModesThatAreOffered(int mode) {
    long before = 8L << 60 | 0x1234L << 44 | 0x8_0000;
    long written = (long) mode << 60 | 0xffffL << 44 | 0xfff_ffff_ffffL;
    csrs.write(TestCsrs.SATP, before).write(TestCsrs.SATP, written);
    boolean offered = mode == 0 || mode == 8 || mode == 9;
    assertThat(csrs.read(TestCsrs.SATP)).isEqualTo(offered ? written : before);
    assertThat(csrs.file().satp()).isEqualTo(csrs.read(TestCsrs.SATP));
  }
}
