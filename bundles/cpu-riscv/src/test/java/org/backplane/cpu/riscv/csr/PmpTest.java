package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.cpu.riscv.trap.Access;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Physical memory protection as firmware uses it, and at the ends of the address space. */
class PmpTest {

  private static final long RAM = 0x8000_0000L;
  private static final long END = 1L << 56;
  private static final int READ_WRITE_EXECUTE_EVERYWHERE = 0x1f;

  private final TestCsrs csrs = new TestCsrs();
  private final Pmp pmp = csrs.file().pmp();

  private boolean reads(long at, int width, Privilege privilege) {
    return pmp.allows(at, width, Access.LOAD, privilege);
  }

  @ParameterizedTest
  @EnumSource(Access.class)
  void withoutEntriesMachineModeAloneMayAnything(Access access) {
    assertThat(pmp.allows(RAM, 8, access, Privilege.MACHINE)).isTrue();
    assertThat(pmp.allows(RAM, 8, access, Privilege.SUPERVISOR)).isFalse();
    assertThat(pmp.allows(RAM, 8, access, Privilege.USER)).isFalse();
    assertThat(pmp.isOpen(Privilege.MACHINE)).isTrue();
    assertThat(pmp.isOpen(Privilege.USER)).isFalse();
    assertThat(pmp.isUniform(RAM)).isTrue();
  }

  @Test
  void oneEntryOpensEverything() {
    csrs.write(TestCsrs.PMPADDR0, ~0L).write(TestCsrs.PMPCFG0, READ_WRITE_EXECUTE_EVERYWHERE);
    for (var privilege : Privilege.values()) {
      assertThat(pmp.isOpen(privilege)).isTrue();
      for (long at : new long[] {0, 1, RAM + 0xffd, END - 8}) {
        assertThat(reads(at, 8, privilege)).isTrue();
      }
    }
    assertThat(pmp.isUniform(0)).isTrue();
    assertThat(pmp.isUniform(END - 4096)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "3fffffffffffff, 1f, true",
    "1fffffffffffff, 1f, true",
    "0fffffffffffff, 1f, false",
    "2fffffffffffff, 1f, false", // the upper half
    "3fffffffffffff, 1d, false",
    "3fffffffffffff, 1b, false",
    "3fffffffffffff, 19, false",
  })
  void quickAnswerNeedsEverythingEverywhere(String address, String configuration, boolean open) {
    csrs.write(TestCsrs.PMPADDR0, Long.parseLong(address, 16));
    csrs.write(TestCsrs.PMPCFG0, Long.parseLong(configuration, 16));
    assertThat(pmp.isOpen(Privilege.SUPERVISOR)).isEqualTo(open);
  }

  /** Firmware keeps its own 256 KiB and opens what remains. */
  @Test
  void firmwareProtectsItself() {
    csrs.write(TestCsrs.PMPADDR0, (RAM >> 2) | 0x7fff).write(TestCsrs.PMPADDR0 + 1, ~0L);
    csrs.write(TestCsrs.PMPCFG0, 0x1f18);
    assertThat(reads(RAM, 8, Privilege.SUPERVISOR)).isFalse();
    assertThat(reads(RAM + 0x3_fff8, 8, Privilege.SUPERVISOR)).isFalse();
    assertThat(reads(RAM + 0x4_0000, 8, Privilege.SUPERVISOR)).isTrue();
    assertThat(reads(RAM - 8, 8, Privilege.USER)).isTrue();
    assertThat(reads(RAM, 8, Privilege.MACHINE)).isTrue();
    assertThat(reads(RAM - 4, 8, Privilege.MACHINE)).isFalse(); // in part
    assertThat(pmp.isOpen(Privilege.SUPERVISOR)).isFalse();
    assertThat(pmp.isUniform(RAM)).isTrue();
    assertThat(pmp.isUniform(RAM + 0x3_f000)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "99, LOAD, true",
    "99, STORE, false",
    "99, FETCH, false",
    "9a, LOAD, false",
    "9a, STORE, false", // writing without reading is not kept
    "9b, STORE, true",
    "9c, FETCH, true",
    "9c, LOAD, false",
    "98, LOAD, false",
  })
  void lockedEntriesBindMachineMode(String configuration, Access access, boolean allowed) {
    csrs.write(TestCsrs.PMPADDR0, RAM >> 2 | 0x1ff);
    csrs.write(TestCsrs.PMPCFG0, Long.parseLong(configuration, 16));
    assertThat(pmp.allows(RAM, 4, access, Privilege.MACHINE)).isEqualTo(allowed);
    assertThat(pmp.allows(RAM + 4096, 4, access, Privilege.MACHINE)).isTrue();
    assertThat(pmp.isOpen(Privilege.MACHINE)).isFalse();
  }

  /** A register's bytes are locked one by one. */
  @Test
  void lockedEntryStaysAndItsNeighboursDoNot() {
    csrs.write(TestCsrs.PMPCFG0, 0x0000_0000_0000_9f00L).write(TestCsrs.PMPCFG0, 0x1f1f_1f1f_1f1fL);
    assertThat(csrs.read(TestCsrs.PMPCFG0)).isEqualTo(0x1f1f_1f1f_9f1fL);
  }

  @Test
  void addressBelowALockedRangeIsLocked() {
    csrs.write(TestCsrs.PMPADDR0, 16).write(TestCsrs.PMPADDR0 + 1, 32);
    csrs.write(TestCsrs.PMPCFG0, 0x8f00);
    csrs.write(TestCsrs.PMPADDR0, 1).write(TestCsrs.PMPADDR0 + 1, 2);
    csrs.write(TestCsrs.PMPADDR0 + 2, 3);
    assertThat(csrs.read(TestCsrs.PMPADDR0)).isEqualTo(16);
    assertThat(csrs.read(TestCsrs.PMPADDR0 + 1)).isEqualTo(32);
    assertThat(csrs.read(TestCsrs.PMPADDR0 + 2)).isEqualTo(3);
  }

  @Test
  void accessBeyondTheLastAddressMatchesNothing() {
    csrs.write(TestCsrs.PMPADDR0, ~0L).write(TestCsrs.PMPCFG0, 0x1f);
    assertThat(reads(-1, 8, Privilege.USER)).isFalse();
    assertThat(reads(Long.MIN_VALUE, 1, Privilege.USER)).isFalse();
    assertThat(reads(-8, 8, Privilege.MACHINE)).isTrue();
    assertThat(pmp.isUniform(-4096)).isTrue();
  }

  @Test
  void changesAreCounted() {
    long before = pmp.generation();
    csrs.write(TestCsrs.PMPADDR0 + 15, 1);
    long between = pmp.generation();
    csrs.write(TestCsrs.PMPCFG0 + 2, 1);
    assertThat(between).isGreaterThan(before);
    long after = pmp.generation();
    assertThat(after).isGreaterThan(between);
    csrs.write(TestCsrs.PMPADDR0 + 16, 1).write(TestCsrs.MSTATUS, ~0L);
    assertThat(pmp.generation()).isEqualTo(after);
  }
}
