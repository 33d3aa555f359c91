package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fcsr} and its parts. */
class FloatRegistersTest {

  private static final long CLEAN = 2 << 13;

  private final TestCsrs csrs = new TestCsrs().write(TestCsrs.MSTATUS, CLEAN);

  private boolean isDirty() {
    return csrs.read(TestCsrs.MSTATUS) < 0;
  }

  @ParameterizedTest
  @CsvSource({
    "3, ffffffffffffffff, ff", "3, ff00, 0", "3, 65, 65",
    "1, ff, bf", "1, 0, a0", "1, e3, a3",
    "2, ff, ea", "2, 0, a", "2, 9, 2a",
  })
  void partsAreWrittenApart(int number, String written, String after) {
    csrs.write(TestCsrs.FCSR, 0xaa);
    csrs.write(number, Long.parseUnsignedLong(written, 16));
    long expected = Long.parseLong(after, 16);
    assertThat(csrs.read(TestCsrs.FCSR)).isEqualTo(expected);
    assertThat(csrs.read(TestCsrs.FFLAGS)).isEqualTo(expected & 0x1f);
    assertThat(csrs.read(TestCsrs.FRM)).isEqualTo(expected >> 5);
    assertThat(csrs.file().roundingMode()).isEqualTo((int) expected >> 5);
    assertThat(csrs.file().floatFlags()).isEqualTo((int) expected & 0x1f);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "3"})
  void writesMakeTheUnitDirtyAndReadsDoNot(int number) {
    csrs.read(number);
    assertThat(isDirty()).isFalse();
    csrs.write(number, 0);
    assertThat(isDirty()).isTrue();
  }

  @Test
  void flagsAccrue() {
    csrs.file().accrue(0);
    assertThat(isDirty()).isFalse();
    csrs.file().accrue(1);
    assertThat(isDirty()).isTrue();
    csrs.file().accrue(0x10);
    assertThat(csrs.read(TestCsrs.FFLAGS)).isEqualTo(0x11);
    assertThat(csrs.read(TestCsrs.FRM)).isZero();
  }

  @Test
  void registersMakeTheUnitDirty() {
    csrs.file().markFloatDirty();
    assertThat(isDirty()).isTrue();
  }

  @Test
  void restoringMakesNothingDirty() {
    csrs.restore(Map.of(TestCsrs.FCSR, 0x65L));
    assertThat(csrs.read(TestCsrs.FCSR)).isEqualTo(0x65);
    assertThat(csrs.file().isFloatEnabled()).isFalse();
  }
}
