package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may access which register (RISC-V privileged, 2.1 and the sections of those that close). */
class AccessTest {

  private final TestCsrs csrs = new TestCsrs();

  private boolean reads(int number, Privilege privilege) {
    return csrs.file().isAccessible(number, privilege, false);
  }

  private boolean writes(int number, Privilege privilege) {
    return csrs.file().isAccessible(number, privilege, true);
  }

  @ParameterizedTest
  @EnumSource(Privilege.class)
  void levelIsInTheNumber(Privilege privilege) {
    csrs.write(TestCsrs.MSTATUS, Mstatus.FS).write(TestCsrs.MENVCFG, TestCsrs.STCE);
    csrs.write(TestCsrs.MCOUNTEREN, ~0L).write(TestCsrs.SCOUNTEREN, ~0L);
    for (int number = 0; number < 4096; number++) {
      boolean exists = Csr.name(number).isPresent();
      assertThat(reads(number, privilege))
          .as("0x%03x", number)
          .isEqualTo(exists && privilege.level() >= (number >> 8 & 3));
      assertThat(writes(number, privilege))
          .as("0x%03x", number)
          .isEqualTo(reads(number, privilege) && number >> 10 != 3);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, true", "3, true"})
  void floatRegistersExistWhileTheUnitIsOn(int fs, boolean accessible) {
    csrs.write(TestCsrs.MSTATUS, (long) fs << 13);
    for (var privilege : Privilege.values()) {
      for (int number = TestCsrs.FFLAGS; number <= TestCsrs.FCSR; number++) {
        assertThat(reads(number, privilege)).isEqualTo(accessible);
        assertThat(writes(number, privilege)).isEqualTo(accessible);
      }
    }
  }

  @Test
  void virtualMemoryCanBeTrapped() {
    assertThat(writes(TestCsrs.SATP, Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.file().refusesTranslationFence(Privilege.SUPERVISOR)).isFalse();
    csrs.write(TestCsrs.MSTATUS, Mstatus.TVM);
    assertThat(reads(TestCsrs.SATP, Privilege.SUPERVISOR)).isFalse();
    assertThat(writes(TestCsrs.SATP, Privilege.MACHINE)).isTrue();
    assertThat(reads(TestCsrs.STVEC, Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.file().refusesTranslationFence(Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.file().refusesTranslationFence(Privilege.MACHINE)).isFalse();
    assertThat(csrs.file().refusesTranslationFence(Privilege.USER)).isTrue();
  }

  @Test
  void waitCanBeTrapped() {
    assertThat(csrs.file().refusesWait(Privilege.SUPERVISOR)).isFalse();
    assertThat(csrs.file().refusesWait(Privilege.USER)).isTrue();
    csrs.write(TestCsrs.MSTATUS, Mstatus.TW);
    assertThat(csrs.file().refusesWait(Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.file().refusesWait(Privilege.MACHINE)).isFalse();
  }

  @Test
  void supervisorReturnCanBeTrapped() {
    assertThat(csrs.file().refusesSupervisorReturn(Privilege.SUPERVISOR)).isFalse();
    assertThat(csrs.file().refusesSupervisorReturn(Privilege.USER)).isTrue();
    csrs.write(TestCsrs.MSTATUS, Mstatus.TSR);
    assertThat(csrs.file().refusesSupervisorReturn(Privilege.SUPERVISOR)).isTrue();
    assertThat(csrs.file().refusesSupervisorReturn(Privilege.MACHINE)).isFalse();
  }

  /** Supervisor mode asks machine mode; user mode asks both. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 17, 31})
  void countersAreOpenedOneByOne(int index) {
    int number = 0xc00 + index;
    for (long machine : new long[] {0, 1L << index, ~(1L << index)}) {
      for (long supervisor : new long[] {0, 1L << index, ~(1L << index)}) {
        csrs.write(TestCsrs.MCOUNTEREN, machine).write(TestCsrs.SCOUNTEREN, supervisor);
        boolean first = machine == 1L << index;
        boolean second = supervisor == 1L << index;
        assertThat(reads(number, Privilege.MACHINE)).isTrue();
        assertThat(reads(number, Privilege.SUPERVISOR)).isEqualTo(first);
        assertThat(reads(number, Privilege.USER)).isEqualTo(first && second);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, false",
    "true, false, false",
    "false, true, false",
    "true, true, true"
  })
  void timerIsSupervisorModesWithTimeAndPermission(boolean stce, boolean time, boolean open) {
    csrs.write(TestCsrs.MENVCFG, stce ? TestCsrs.STCE : 0).write(TestCsrs.MCOUNTEREN, time ? 2 : 5);
    assertThat(writes(TestCsrs.STIMECMP, Privilege.MACHINE)).isTrue();
    assertThat(writes(TestCsrs.STIMECMP, Privilege.SUPERVISOR)).isEqualTo(open);
    assertThat(writes(TestCsrs.STIMECMP, Privilege.USER)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, false, false",
    "80, 0, true, false",
    "0, 80, false, false",
    "80, 80, true, true"
  })
  void cacheBlockZeroIsOpenedByTheModesAbove(
      String machine, String supervisor, boolean forSupervisor, boolean forUser) {
    csrs.write(TestCsrs.MENVCFG, Long.parseLong(machine, 16));
    csrs.write(TestCsrs.SENVCFG, Long.parseLong(supervisor, 16));
    assertThat(csrs.file().isCacheBlockZeroAllowed(Privilege.MACHINE)).isTrue();
    assertThat(csrs.file().isCacheBlockZeroAllowed(Privilege.SUPERVISOR)).isEqualTo(forSupervisor);
    assertThat(csrs.file().isCacheBlockZeroAllowed(Privilege.USER)).isEqualTo(forUser);
  }
}
