package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.cpu.InterruptLine;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Control and status registers by way of instructions. */
class CsrTest {

  private static final int MSCRATCH = 0x340;
  private static final int MIP = 0x344;
  private static final int MCYCLE = 0xb00;
  private static final int MINSTRET = 0xb02;
  private static final int MCOUNTINHIBIT = 0x320;
  private static final int STOPPER = 31;

  private final TestBoard board = new TestBoard();
  private final Assembler asm = new Assembler(TestBoard.RAM);

  @AfterEach
  void close() {
    board.close();
  }

  private long run(int register) {
    asm.s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).set(STOPPER, TestBoard.STOPPER);
    return board.run().x().get(register);
  }

  /** All ones are written; then what can be kept is read. */
  @ParameterizedTest
  @CsvSource({
    "300, 8000000a007e79aa", // mstatus
    "301, 800000000014112d", // misa: I M A F D C S U
    "304, aaa", // mie
    "305, fffffffffffffffd", // mtvec
    "33f, 0", // mhpmevent31
    "340, ffffffffffffffff", // mscratch
    "341, fffffffffffffffe", // mepc
    "180, 0", // satp, of a mode that there is not
    "3b0, 3fffffffffffff", // pmpaddr0
  })
  void keepsWhatItCan(String number, String kept) {
    int csr = Integer.parseInt(number, 16);
    asm.i(Instruction.ADDI, 5, 0, -1).csr(Instruction.CSRRW, 0, csr, 5);
    asm.csr(Instruction.CSRRS, 10, csr, 0);
    assertThat(Long.toHexString(run(10))).isEqualTo(kept);
  }

  @ParameterizedTest
  @CsvSource({"f11, 0", "f12, 0", "f13, 0", "f14, 0", "f15, 0", "c01, 1234", "c03, 0", "c1f, 0"})
  void readOnlyRegistersCanBeRead(String number, long value) {
    asm.csr(Instruction.CSRRS, 10, Integer.parseInt(number, 16), 0);
    assertThat(run(10)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "CSRRW, 5, c", "CSRRS, 5, ac", "CSRRC, 5, a0",
    "CSRRWI, 12, c", "CSRRSI, 12, ac", "CSRRCI, 12, a0",
  })
  void changesBits(Instruction instruction, int operand, String after) {
    board.csr(
        MSCRATCH,
        instruction == Instruction.CSRRC || instruction == Instruction.CSRRCI ? 0xac : 0xa0);
    asm.i(Instruction.ADDI, 5, 0, 0xc).csr(instruction, 11, MSCRATCH, operand);
    asm.csr(Instruction.CSRRS, 10, MSCRATCH, 0);
    assertThat(Long.toHexString(run(10))).isEqualTo(after);
    assertThat(board.hart().save().x().get(11)).isIn(0xacL, 0xa0L);
  }

  @Test
  void changingPendingInterruptsDoesNotLatchALine() {
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);
    asm.csr(Instruction.CSRRSI, 10, MIP, 2).csr(Instruction.CSRRCI, 11, MIP, 2);
    assertThat(run(10)).isEqualTo(0x200);
    assertThat(board.hart().save().x().get(11)).isEqualTo(0x202);
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, false);
    asm.csr(Instruction.CSRRS, 10, MIP, 0);
    assertThat(run(10)).isZero();
  }

  @Test
  void sourceAndDestinationMayBeTheSame() {
    board.csr(MSCRATCH, 7);
    asm.i(Instruction.ADDI, 5, 0, 9).csr(Instruction.CSRRW, 5, MSCRATCH, 5);
    assertThat(run(5)).isEqualTo(7);
    assertThat(board.hart().save().csrs()).containsEntry(MSCRATCH, 9L);
  }

  @Test
  void countersCountInstructions() {
    asm.csr(Instruction.CSRRS, 10, MINSTRET, 0).csr(Instruction.CSRRS, 11, 0xc02, 0);
    asm.csr(Instruction.CSRRS, 12, MCYCLE, 0).csr(Instruction.CSRRS, 13, 0xc00, 0);
    run(10);
    assertThat(board.hart().save().x().subList(10, 14)).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void writtenCounterIsReadByTheNextInstruction() {
    asm.csr(Instruction.CSRRWI, 0, MINSTRET, 20).csr(Instruction.CSRRS, 10, MINSTRET, 0);
    assertThat(run(10)).isEqualTo(20);
    assertThat(board.hart().instructionsRetired()).isEqualTo(3);
  }

  @Test
  void inhibitedCounterStands() {
    asm.csr(Instruction.CSRRWI, 0, MCOUNTINHIBIT, 4).csr(Instruction.CSRRS, 10, MINSTRET, 0);
    asm.csr(Instruction.CSRRS, 11, MINSTRET, 0).csr(Instruction.CSRRS, 12, MCYCLE, 0);
    asm.csr(Instruction.CSRRWI, 0, MCOUNTINHIBIT, 0).csr(Instruction.CSRRS, 13, MINSTRET, 0);
    long standing = run(10);
    var x = board.hart().save().x();
    assertThat(x.get(11)).isEqualTo(standing);
    assertThat(x.get(12)).isEqualTo(3);
    assertThat(x.get(13)).isEqualTo(standing);
  }

  @Test
  void previousModeIsOneThatExists() {
    asm.li(5, 1 << 12).csr(Instruction.CSRRS, 0, 0x300, 5).csr(Instruction.CSRRS, 10, 0x300, 0);
    assertThat(run(10) & 0x1800).isZero();
  }
}
