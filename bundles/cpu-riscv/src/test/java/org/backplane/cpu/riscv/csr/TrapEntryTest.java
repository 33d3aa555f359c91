package org.backplane.cpu.riscv.csr;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Delegation, entry to traps and returns (RISC-V privileged, 3.1.6.1, 3.1.7, 3.1.8, 10.1.2). */
class TrapEntryTest {

  private static final long PC = 0xffff_ffff_8000_1234L;
  private static final long DELEGABLE = 0xb3ff;

  private final TestCsrs csrs = new TestCsrs();

  /** Every exception and interrupt, delegated or not, from every mode. */
  @ParameterizedTest
  @EnumSource(Privilege.class)
  void delegationMatrix(Privilege from) {
    for (int code = 0; code < 64; code++) {
      for (boolean interrupt : new boolean[] {false, true}) {
        long bit = 1L << code;
        csrs.write(TestCsrs.MEDELEG, interrupt ? ~0L : bit);
        csrs.write(TestCsrs.MIDELEG, interrupt ? bit : ~0L);
        boolean delegable = ((interrupt ? 0x222 : DELEGABLE) & bit) != 0;
        var expected =
            delegable && from != Privilege.MACHINE ? Privilege.SUPERVISOR : Privilege.MACHINE;
        long cause = (interrupt ? TestCsrs.INTERRUPT : 0) | code;
        assertThat(csrs.file().handler(cause, from)).as("cause %x", cause).isEqualTo(expected);

        csrs.write(interrupt ? TestCsrs.MIDELEG : TestCsrs.MEDELEG, ~bit);
        assertThat(csrs.file().handler(cause, from)).isEqualTo(Privilege.MACHINE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MACHINE, 80000000, 2, 80000000",
    "MACHINE, 80000001, 2, 80000000",
    "MACHINE, 80000000, 8000000000000007, 80000000",
    "MACHINE, 80000001, 8000000000000007, 8000001c",
    "MACHINE, 80000001, 800000000000000b, 8000002c",
    "SUPERVISOR, ffffffff80000100, d, ffffffff80000100",
    "SUPERVISOR, ffffffff80000101, d, ffffffff80000100",
    "SUPERVISOR, ffffffff80000100, 8000000000000009, ffffffff80000100",
    "SUPERVISOR, ffffffff80000101, 8000000000000009, ffffffff80000124",
  })
  void handlerIsFound(Privilege to, String vector, String cause, String handler) {
    csrs.write(
        to == Privilege.MACHINE ? TestCsrs.MTVEC : TestCsrs.STVEC,
        Long.parseUnsignedLong(vector, 16));
    long at =
        csrs.file().enterTrap(Long.parseUnsignedLong(cause, 16), 0, PC, Privilege.SUPERVISOR, to);
    assertThat(Long.toHexString(at)).isEqualTo(handler);
  }

  @Test
  void eachModeHasItsRegisters() {
    csrs.file().enterTrap(13, 99, PC, Privilege.USER, Privilege.SUPERVISOR);
    assertThat(csrs.file().sepc()).isEqualTo(PC).isEqualTo(csrs.read(TestCsrs.SEPC));
    assertThat(csrs.read(TestCsrs.SCAUSE)).isEqualTo(13);
    assertThat(csrs.read(TestCsrs.STVAL)).isEqualTo(99);
    assertThat(csrs.file().mepc()).isZero();

    csrs.file().enterTrap(9, 7, PC + 2, Privilege.SUPERVISOR, Privilege.MACHINE);
    assertThat(csrs.file().mepc()).isEqualTo(PC + 2).isEqualTo(csrs.read(TestCsrs.MEPC));
    assertThat(csrs.read(TestCsrs.MCAUSE)).isEqualTo(9);
    assertThat(csrs.read(TestCsrs.MTVAL)).isEqualTo(7);
    assertThat(csrs.file().sepc()).isEqualTo(PC);
  }

  /** The fields of the status register one by one, as the standard tells of them. */
  private record Fields(int sie, int mie, int spie, int mpie, int spp, int mpp, int mprv) {
    static Fields of(long status) {
      return new Fields(
          (int) (status >> 1 & 1),
          (int) (status >> 3 & 1),
          (int) (status >> 5 & 1),
          (int) (status >> 7 & 1),
          (int) (status >> 8 & 1),
          (int) (status >> 11 & 3),
          (int) (status >> 17 & 1));
    }
  }

  private static final long FIELDS = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 7 | 1 << 8 | 3 << 11 | 1 << 17;

  @Property
  void entriesAndReturnsMoveTheirFields(@ForAll long status, @ForAll @IntRange(max = 3) int step) {
    var fresh = new TestCsrs().write(TestCsrs.MSTATUS, status);
    long before = fresh.read(TestCsrs.MSTATUS);
    var was = Fields.of(before);
    var expected =
        switch (step) {
          case 0 -> {
            fresh.file().enterTrap(8, 0, 0, Privilege.USER, Privilege.MACHINE);
            yield new Fields(was.sie, 0, was.spie, was.mie, was.spp, 0, was.mprv);
          }
          case 1 -> {
            fresh.file().enterTrap(8, 0, 0, Privilege.SUPERVISOR, Privilege.SUPERVISOR);
            yield new Fields(0, was.mie, was.sie, was.mpie, 1, was.mpp, was.mprv);
          }
          case 2 -> {
            assertThat(fresh.file().leaveMachineTrap().level()).isEqualTo(was.mpp);
            int mprv = was.mpp == 3 ? was.mprv : 0;
            yield new Fields(was.sie, was.mpie, was.spie, 1, was.spp, 0, mprv);
          }
          default -> {
            assertThat(fresh.file().leaveSupervisorTrap().level()).isEqualTo(was.spp);
            yield new Fields(was.spie, was.mie, 1, was.mpie, 0, was.mpp, 0);
          }
        };
    long after = fresh.read(TestCsrs.MSTATUS);
    assertThat(Fields.of(after)).isEqualTo(expected);
    assertThat(after & ~FIELDS).isEqualTo(before & ~FIELDS);
  }

  @ParameterizedTest
  @EnumSource(Privilege.class)
  void trapToMachineModeRemembersTheMode(Privilege from) {
    csrs.file().enterTrap(3, 0, PC, from, Privilege.MACHINE);
    assertThat(csrs.read(TestCsrs.MSTATUS) >> 11 & 3).isEqualTo(from.level());
    assertThat(csrs.file().leaveMachineTrap()).isEqualTo(from);
  }

  @ParameterizedTest
  @EnumSource(names = {"USER", "SUPERVISOR"})
  void trapToSupervisorModeRemembersTheMode(Privilege from) {
    csrs.file().enterTrap(3, 0, PC, from, Privilege.SUPERVISOR);
    assertThat(csrs.file().leaveSupervisorTrap()).isEqualTo(from);
  }
}
