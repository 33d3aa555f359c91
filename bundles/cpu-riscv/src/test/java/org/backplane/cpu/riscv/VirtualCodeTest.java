package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.SATP;
import static org.backplane.cpu.riscv.PagedGuest.STVEC;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.WIDTHS;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;

import java.util.Arrays;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code behind page tables: at page ends, under several names, changed, and protected in part. */
class VirtualCodeTest {

  private static final long OTHER = DATA + 0x3000;
  private static final long NEXT = PAGE + 0x1000;
  private static final int STOPPER = 31;
  private static final int PMPCFG0 = 0x3a0;
  private static final int PMPADDR0 = 0x3b0;

  private final PagedGuest guest = new PagedGuest();
  private final TestBoard board = guest.board;
  private final PageTables tables = guest.tables;
  private final Assembler asm = guest.asm;

  @AfterEach
  void close() {
    guest.close();
  }

  /**
   * An {@code addi a0, a0, number} whose halves are the end of one page and the begin of another.
   */
  private void placeAcross(int number) {
    byte[] code = new Assembler(0).i(Instruction.ADDI, 10, 10, number).assemble();
    board.place(DATA + 0xffe, Arrays.copyOfRange(code, 0, 2));
    board.place(OTHER, Arrays.copyOfRange(code, 2, 4));
    board.place(OTHER + 2, new Assembler(0).compressedJump(1).assemble());
    tables.map(PAGE, DATA, OPEN).map(NEXT, OTHER, OPEN);
  }

  private HartState runAcross() {
    asm.i(Instruction.JALR, 1, 9, 0);
    board.set(9, PAGE + 0xffe);
    return guest.run();
  }

  @Test
  void instructionHasItsHalvesInPagesThatAreNotNeighbours() {
    placeAcross(0x123);
    board.place(DATA + 0x1000, new byte[] {(byte) 0xff, (byte) 0xff}); // the physical neighbour
    assertThat(runAcross().x().get(10)).isEqualTo(0x123);
  }

  @Test
  void missingSecondHalfIsTheOneThatFaults() {
    placeAcross(1);
    tables.entry(NEXT, 0, 0);
    assertTrapped(runAcross(), 12, NEXT, PAGE + 0xffe);
  }

  @ParameterizedTest
  @CsvSource({"40000000", "10000000"})
  void secondHalfThatIsNoMemoryIsAnAccessFault(String physical) {
    placeAcross(1);
    tables.map(NEXT, Long.parseLong(physical, 16), OPEN);
    assertTrapped(runAcross(), 1, NEXT, PAGE + 0xffe);
    assertThat(board.accesses).hasSize(1);
  }

  @Test
  void compressedInstructionAtTheEndDoesNotNeedTheNextPage() {
    board.place(DATA + 0xffe, new Assembler(0).compressedJump(1).assemble());
    tables.map(PAGE, DATA, OPEN);
    assertThat(runAcross().csrs()).containsEntry(PagedGuest.SCAUSE, 0L);
  }

  @Test
  void secondHalfFollowsThePageThatIsMapped() {
    placeAcross(0x100);
    board.place(OTHER + 0x1000, new byte[] {0x15, 0x20}); // the same with 0x201
    board.place(OTHER + 0x1002, new Assembler(0).compressedJump(1).assemble());
    long place = tables.place(NEXT, 0);
    asm.i(Instruction.JALR, 1, 9, 0).s(Instruction.SD, 6, 5, 0).op(Instruction.SFENCE_VMA);
    asm.i(Instruction.JALR, 1, 9, 0);
    board.set(5, place).set(6, PageTables.leaf(OTHER + 0x1000, OPEN)).set(9, PAGE + 0xffe);
    assertThat(guest.run().x().get(10)).isEqualTo(0x100 + 0x201);
  }

  @ParameterizedTest
  @CsvSource({
    "10000000, 1", // a device
    "40000000, 1", // nothing
    "80020000, 0", // RAM
  })
  void codeIsFetchedFromMemoryOnly(String physical, long cause) {
    long target = Long.parseLong(physical, 16);
    tables.map(PAGE, target, OPEN);
    if (cause == 0) {
      board.place(target, new Assembler(0).compressedJump(1).assemble());
    }
    asm.i(Instruction.JALR, 1, 9, 0);
    var state = withTarget(PAGE);
    assertThat(state.csrs()).containsEntry(PagedGuest.SCAUSE, cause);
    assertThat(board.accesses).hasSize(1);
  }

  private HartState withTarget(long target) {
    board.set(9, target);
    return guest.run();
  }

  @ParameterizedTest
  @CsvSource({"4000000000", "ffffffbffffffffe", "8000000000000000", "7ffffffffffffffe", "0"})
  void jumpToNowhereFaultsThere(String address) {
    long target = Long.parseUnsignedLong(address, 16);
    asm.i(Instruction.JALR, 1, 9, 0);
    var state = withTarget(target);
    assertTrapped(state, 12, target, target);
    assertThat(state.x().get(1)).isEqualTo(TestBoard.RAM + 4);
  }

  /** How kernels begin: the new tables do not have the page that turns them on. */
  @Test
  void nextInstructionAfterSatpIsFetchedByTheNewTables() {
    var kernel = new PageTables(board, 3, TestBoard.RAM + 0xa_0000);
    kernel.map(PAGE, DATA, OPEN).map(TestBoard.STOPPER, TestBoard.STOPPER, OPEN);
    var handler = new Assembler(PAGE).i(Instruction.ADDI, 10, 0, 7);
    board.place(DATA, handler.s(Instruction.SW, 0, STOPPER, 0).assemble());
    asm.csr(Instruction.CSRRW, 0, SATP, 5).i(Instruction.ADDI, 10, 0, 1);
    guest.place();
    board.set(5, kernel.satp()).csr(STVEC, PAGE).csr(SATP, 0);
    var state = board.at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertTrapped(state, 12, TestBoard.RAM + 4, TestBoard.RAM + 4);
    assertThat(state.x().get(10)).isEqualTo(7);
  }

  @Test
  void fenceForThePageThatIsExecutedCountsAtOnce() {
    long place = tables.place(PAGE, 0);
    tables.map(PAGE, DATA, OPEN);
    var old = new Assembler(PAGE).s(Instruction.SD, 6, 5, 0);
    old.word(Instruction.SFENCE_VMA.match() | 9 << 15).i(Instruction.ADDI, 10, 0, 1);
    board.place(DATA, old.j(0, "end").label("end").compressedJump(1).assemble());
    var fresh = new Assembler(PAGE).word(0).word(0).i(Instruction.ADDI, 10, 0, 2);
    board.place(OTHER, fresh.compressedJump(1).assemble());
    asm.i(Instruction.JALR, 1, 9, 0);
    board.set(5, place).set(6, PageTables.leaf(OTHER, OPEN));
    assertThat(withTarget(PAGE).x().get(10)).isEqualTo(2);
  }

  /** Executed by one name, written by another. */
  @Test
  void codeThatWasWrittenByAnotherNameIsExecutedAfterAFence() {
    tables.map(PAGE, DATA, OPEN).map(NEXT, DATA, OPEN);
    var code = new Assembler(PAGE).i(Instruction.ADDI, 10, 10, 1).compressedJump(1);
    board.place(DATA, code.assemble());
    int changed = 0x1015_0513; // addi a0, a0, 0x101
    asm.i(Instruction.JALR, 1, 9, 0).s(Instruction.SW, 6, 7, 0).op(Instruction.FENCE_I);
    asm.i(Instruction.JALR, 1, 9, 0);
    board.set(6, changed).set(7, NEXT);
    assertThat(withTarget(PAGE).x().get(10)).isEqualTo(1 + 0x101);
  }

  /** Without the fence it is one or the other, and nothing else. */
  @Test
  void codeThatWasWrittenWithoutAFenceIsOldOrNew() {
    tables.map(PAGE, DATA, OPEN).map(NEXT, DATA, OPEN);
    board.place(DATA, new Assembler(0).i(Instruction.ADDI, 10, 10, 1).compressedJump(1).assemble());
    asm.i(Instruction.JALR, 1, 9, 0).s(Instruction.SW, 6, 7, 0).i(Instruction.JALR, 1, 9, 0);
    board.set(6, 0x1015_0513).set(7, NEXT);
    assertThat(withTarget(PAGE).x().get(10)).isIn(2L, 1 + 0x101L);
  }

  @Test
  void accessedBitOfCodeIsSetOrAskedFor() {
    tables.map(PAGE, DATA, OPEN & ~PageTables.A);
    board.place(DATA, new Assembler(0).compressedJump(1).assemble());
    asm.i(Instruction.JALR, 1, 9, 0);
    assertTrapped(withTarget(PAGE), 12, PAGE, PAGE);
    board.csr(MENVCFG, PagedGuest.ADUE).at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertThat(tables.entry(PAGE, 0) & PageTables.A).isEqualTo(PageTables.A);
  }

  /** Closes physical memory to code from an address on, to supervisor mode only. */
  private void closeFrom(long address) {
    board.csr(PMPADDR0, address >>> 2).csr(PMPADDR0 + 1, (1L << 54) - 1).csr(PMPCFG0, 0x1b0f);
    board.csr(PagedGuest.MEDELEG, 0); // machine mode may still execute the handler
  }

  @Test
  void codeRunsIntoAProtectedPartOfItsPage() {
    asm.i(Instruction.ADDI, 10, 10, 1).i(Instruction.ADDI, 10, 10, 1);
    asm.i(Instruction.ADDI, 10, 10, 1);
    guest.place();
    closeFrom(TestBoard.RAM + 8);
    var state = board.at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertThat(state.csrs())
        .containsEntry(PagedGuest.MCAUSE, 1L)
        .containsEntry(PagedGuest.MTVAL, TestBoard.RAM + 8)
        .containsEntry(PagedGuest.MEPC, TestBoard.RAM + 8);
    assertThat(state.x().get(10)).isEqualTo(2);
  }

  @Test
  void instructionHalfInAProtectedPartFaultsAtThatHalf() {
    asm.half(1).i(Instruction.ADDI, 10, 10, 1);
    guest.place();
    closeFrom(TestBoard.RAM + 4);
    var state = board.at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertThat(state.csrs())
        .containsEntry(PagedGuest.MCAUSE, 1L)
        .containsEntry(PagedGuest.MTVAL, TestBoard.RAM + 4)
        .containsEntry(PagedGuest.MEPC, TestBoard.RAM + 2);
  }

  /** What machine mode has decoded there is not for others; and what is open stays usable. */
  @Test
  void protectionWithinAPageHoldsForCodeThatIsKnown() {
    asm.j(0, "protected").label("open").i(Instruction.ADDI, 10, 10, 1);
    asm.i(Instruction.ADDI, 5, 5, -1).b(Instruction.BNE, 5, 0, "open").j(0, "protected");
    asm.label("protected").i(Instruction.ADDI, 11, 11, 1).b(Instruction.BNE, 11, 12, "leave");
    asm.s(Instruction.SW, 0, STOPPER, 0);
    asm.label("leave").csr(Instruction.CSRRW, 0, PagedGuest.MEPC, 6).op(Instruction.MRET);
    guest.place();
    closeFrom(asm.address("protected"));
    board.set(5, 50).set(6, asm.address("open")).set(12, 100).csr(MSTATUS, WIDTHS | 1 << 11);
    var state = board.at(TestBoard.RAM, 3).run();
    assertThat(state.x().get(10)).isEqualTo(50);
    assertThat(state.x().get(11)).isEqualTo(1);
    assertThat(state.csrs())
        .containsEntry(PagedGuest.MCAUSE, 1L)
        .containsEntry(PagedGuest.MEPC, asm.address("protected"));
  }

  /** A loop that sums floating-point numbers in virtual memory. */
  private void summing(int rounds) {
    asm.li(5, rounds).i(Instruction.FLD, 1, 9, 0).i(Instruction.FLD, 2, 9, 8);
    asm.label("loop").f(Instruction.FADD_D, 1, 1, 2).f(Instruction.FDIV_D, 3, 2, 1);
    asm.s(Instruction.FSD, 1, 9, 0).r(Instruction.AMOADD_D, 0, 8, 5);
    asm.s(Instruction.SD, 5, 7, 0).i(Instruction.LD, 6, 7, 0); // in two pages
    asm.i(Instruction.ADDI, 5, 5, -1).b(Instruction.BNE, 5, 0, "loop");
    asm.label("end");
  }

  private void resetSum() {
    tables.map(PAGE, DATA, OPEN & ~PageTables.D).map(NEXT, OTHER, OPEN & ~PageTables.A);
    for (long at = DATA; at < OTHER + 0x100; at += 8) {
      board.word64(at, 0);
    }
    board.word64(DATA + 8, Double.doubleToRawLongBits(0.1));
    board.set(9, PAGE).set(8, PAGE + 16).set(7, NEXT - 3).csr(MENVCFG, PagedGuest.ADUE);
    board.csr(MSTATUS, WIDTHS | 1 << 13).at(TestBoard.RAM, SUPERVISOR_MODE);
  }

  @Test
  void restoredHartsGoOnAsIfNothingHadHappened() {
    summing(100_000);
    guest.place();
    var reset = board.hart().save();
    resetSum();
    var expected = board.run();
    assertThat(Double.longBitsToDouble(expected.f().get(1))).isBetween(9999.0, 10001.0);
    assertThat(expected.csrs().get(0x003) & 1).isEqualTo(1);

    board.restore(reset);
    resetSum();
    int stops = 0;
    while (board.hart().save().pc() != expected.pc()) {
      var thread = board.start();
      long from = board.hart().instructionsRetired();
      while (thread.isAlive() && board.hart().instructionsRetired() < from + 50_000) {
        Thread.onSpinWait();
      }
      board.hart().requestStop();
      TestBoard.join(thread);
      board.restore(board.hart().save());
      stops++;
    }
    assertThat(board.hart().save()).isEqualTo(expected);
    assertThat(stops).isGreaterThan(1);
  }
}
