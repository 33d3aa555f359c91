package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PageTables.U;

import java.time.Duration;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;

/**
 * A guest with Sv39 on: RAM and the device that stops are mapped where they are, for supervisor
 * mode; {@link #USER} leads to {@link #USER_CODE}, for user mode. Traps to either mode stop.
 */
final class PagedGuest implements AutoCloseable {

  static final int SSTATUS = 0x100;
  static final int SIE = 0x104;
  static final int STVEC = 0x105;
  static final int SEPC = 0x141;
  static final int SCAUSE = 0x142;
  static final int STVAL = 0x143;
  static final int SIP = 0x144;
  static final int STIMECMP = 0x14d;
  static final int SATP = 0x180;
  static final int MSTATUS = 0x300;
  static final int MEDELEG = 0x302;
  static final int MIDELEG = 0x303;
  static final int MTVEC = 0x305;
  static final int MCOUNTEREN = 0x306;
  static final int MENVCFG = 0x30a;
  static final int MEPC = 0x341;
  static final int MCAUSE = 0x342;
  static final int MTVAL = 0x343;

  static final long WIDTHS = 2L << 32 | 2L << 34;
  static final long ADUE = 1L << 61;
  static final long STCE = 1L << 63;
  static final long INTERRUPT = 1L << 63;
  static final int SUPERVISOR_MODE = 1;
  static final int USER_MODE = 0;

  static final long USER = 0x1_0000;
  static final long USER_CODE = TestBoard.RAM + 0x4_0000;

  /** Pages that a test maps as it likes. */
  static final long PAGE = 0x40_0000;

  static final long DATA = TestBoard.RAM + 0x5_0000;

  private static final int STOPPER = 31;

  final TestBoard board = new TestBoard();
  final PageTables tables = new PageTables(board, 3, TestBoard.RAM + 0x8_0000);

  /** The code where the guest begins, if it begins in supervisor mode. */
  final Assembler asm = new Assembler(TestBoard.RAM);

  PagedGuest() {
    tables.map(TestBoard.RAM, TestBoard.RAM, 1, OPEN);
    tables.map(TestBoard.STOPPER, TestBoard.STOPPER, OPEN).map(USER, USER_CODE, OPEN | U);
    board.csr(MEDELEG, 0xb1ff).csr(MIDELEG, 0x222).csr(MSTATUS, WIDTHS).csr(SATP, tables.satp());
    board.set(STOPPER, TestBoard.STOPPER);
  }

  /** Ends the code: this is where it stops, also in a trap. */
  PagedGuest place() {
    if (asm.here() % 4 != 0) {
      asm.half(1); // handlers are aligned
    }
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble());
    board.csr(MTVEC, asm.address("stop")).csr(STVEC, asm.address("stop"));
    return this;
  }

  HartState run() {
    return run(TestBoard.RAM, SUPERVISOR_MODE);
  }

  HartState run(long pc, int privilege) {
    place();
    return board.at(pc, privilege).run();
  }

  /** Asserts a trap to supervisor mode. */
  static void assertTrapped(HartState state, long cause, long value, long pc) {
    assertThat(state.privilege()).isEqualTo(SUPERVISOR_MODE);
    assertThat(state.csrs())
        .containsEntry(SCAUSE, cause)
        .containsEntry(STVAL, value)
        .containsEntry(SEPC, pc);
  }

  /** Waits until the thread sleeps. */
  static void awaitParking(Thread thread) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    board.close();
  }
}
