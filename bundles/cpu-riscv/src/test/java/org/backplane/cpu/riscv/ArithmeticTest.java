package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.backplane.cpu.riscv.isa.Format;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Register and immediate instructions: operands in x11 and x12, result in x10. */
class ArithmeticTest {

  private static final int RESULT = 10;
  private static final int FIRST = 11;
  private static final int SECOND = 12;
  private static final int STOPPER = 31;

  @ParameterizedTest
  @CsvSource({
    "ADD, 7fffffffffffffff, 1, 8000000000000000",
    "SUB, 0, 1, ffffffffffffffff",
    "SLL, 1, 3f, 8000000000000000",
    "SLL, 1, 41, 2", // only six bits count
    "SLT, ffffffffffffffff, 0, 1",
    "SLT, 0, ffffffffffffffff, 0",
    "SLTU, ffffffffffffffff, 0, 0",
    "SLTU, 0, ffffffffffffffff, 1",
    "XOR, ff00ff00ff00ff00, 0ff00ff00ff00ff0, f0f0f0f0f0f0f0f0",
    "SRL, 8000000000000000, 3f, 1",
    "SRA, 8000000000000000, 3f, ffffffffffffffff",
    "OR, f0, 0f, ff",
    "AND, ff, 3c, 3c",
    "ADDW, 7fffffff, 1, ffffffff80000000",
    "ADDW, 123456789abcdef0, 1, ffffffff9abcdef1",
    "SUBW, 0, 1, ffffffffffffffff",
    "SUBW, 80000000, 1, 7fffffff",
    "SLLW, 1, 1f, ffffffff80000000",
    "SLLW, 1, 21, 2", // only five bits count
    "SRLW, ffffffff80000000, 1f, 1",
    "SRLW, 180000000, 0, ffffffff80000000",
    "SRAW, 80000000, 1f, ffffffffffffffff",
    "SRAW, 17fffffff, 4, 7ffffff",
    "MUL, ffffffffffffffff, ffffffffffffffff, 1",
    "MULH, ffffffffffffffff, ffffffffffffffff, 0",
    "MULH, 8000000000000000, 8000000000000000, 4000000000000000",
    "MULHU, ffffffffffffffff, ffffffffffffffff, fffffffffffffffe",
    "MULHSU, ffffffffffffffff, ffffffffffffffff, ffffffffffffffff",
    "MULHSU, 8000000000000000, ffffffffffffffff, 8000000000000000",
    "MULHSU, 7fffffffffffffff, ffffffffffffffff, 7ffffffffffffffe",
    "MULHSU, 1, ffffffffffffffff, 0",
    "MULW, 100000002, 7fffffff, fffffffffffffffe",
    "DIV, fffffffffffffff9, 2, fffffffffffffffd", // towards zero
    "DIV, 5, 0, ffffffffffffffff",
    "DIV, 8000000000000000, ffffffffffffffff, 8000000000000000",
    "DIVU, ffffffffffffffff, 2, 7fffffffffffffff",
    "DIVU, 5, 0, ffffffffffffffff",
    "REM, fffffffffffffff9, 2, ffffffffffffffff",
    "REM, 5, 0, 5",
    "REM, 8000000000000000, ffffffffffffffff, 0",
    "REMU, ffffffffffffffff, a, 5",
    "REMU, 5, 0, 5",
    "DIVW, fffffff9, 2, fffffffffffffffd",
    "DIVW, 100000005, 100000000, ffffffffffffffff",
    "DIVW, 80000000, ffffffff, ffffffff80000000",
    "DIVUW, ffffffff, 1, ffffffffffffffff",
    "DIVUW, 100000006, 2, 3",
    "DIVUW, 5, 0, ffffffffffffffff",
    "REMW, fffffff9, 2, ffffffffffffffff",
    "REMW, 80000000, ffffffff, 0",
    "REMW, 80000000, 0, ffffffff80000000",
    "REMUW, fffffff9, 5, 4",
    "REMUW, 80000000, 0, ffffffff80000000",
  })
  void computesFromRegisters(Instruction instruction, String first, String second, String result) {
    var asm = new Assembler(TestBoard.RAM).r(instruction, RESULT, FIRST, SECOND);
    assertThat(Long.toHexString(run(asm, first, second))).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({
    "ADDI, 0, -1, ffffffffffffffff",
    "ADDI, 7fffffffffffffff, 1, 8000000000000000",
    "ADDI, 0, 2047, 7ff",
    "ADDI, 0, -2048, fffffffffffff800",
    "SLTI, fffffffffffffffe, -1, 1",
    "SLTI, 0, -1, 0",
    "SLTIU, 0, -1, 1", // the immediate is extended, then compared unsigned
    "SLTIU, 0, 0, 0",
    "XORI, ff, -1, ffffffffffffff00",
    "ORI, f0, 15, ff",
    "ANDI, 123, -16, 120",
    "SLLI, 1, 63, 8000000000000000",
    "SRLI, 8000000000000000, 63, 1",
    "SRAI, 8000000000000000, 63, ffffffffffffffff",
    "ADDIW, 7fffffff, 1, ffffffff80000000",
    "ADDIW, 1ffffffff, 0, ffffffffffffffff",
    "SLLIW, 1, 31, ffffffff80000000",
    "SRLIW, ffffffff80000000, 31, 1",
    "SRAIW, 80000000, 31, ffffffffffffffff",
  })
  void computesFromImmediate(Instruction instruction, String first, int second, String result) {
    var asm = new Assembler(TestBoard.RAM).i(instruction, RESULT, FIRST, second);
    assertThat(Long.toHexString(run(asm, first, "0"))).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({
    "BEQ, 5, 5, true", "BEQ, 5, 6, false",
    "BNE, 5, 5, false", "BNE, 5, 6, true",
    "BLT, ffffffffffffffff, 0, true", "BLT, 0, 0, false",
    "BGE, ffffffffffffffff, 0, false", "BGE, 0, 0, true",
    "BLTU, ffffffffffffffff, 0, false", "BLTU, 0, ffffffffffffffff, true",
    "BGEU, ffffffffffffffff, 0, true", "BGEU, 0, ffffffffffffffff, false",
  })
  void branches(Instruction instruction, String first, String second, boolean taken) {
    var asm = new Assembler(TestBoard.RAM).b(instruction, FIRST, SECOND, "taken");
    asm.i(Instruction.ADDI, RESULT, 0, 0).j(0, "end");
    asm.label("taken").i(Instruction.ADDI, RESULT, 0, 1).label("end");
    assertThat(run(asm, first, second)).isEqualTo(taken ? 1 : 0);
  }

  @Test
  void upperImmediatesAreSignExtended() {
    assertThat(run(new Assembler(TestBoard.RAM).u(Instruction.LUI, RESULT, 0x80000), "0", "0"))
        .isEqualTo(0xffff_ffff_8000_0000L);
    assertThat(run(new Assembler(TestBoard.RAM).u(Instruction.AUIPC, RESULT, 0xfffff), "0", "0"))
        .isEqualTo(TestBoard.RAM - 0x1000);
  }

  @Test
  void jumpAndLinkRegisterReadsItsBaseBeforeItLinks() {
    var asm = new Assembler(TestBoard.RAM).la(RESULT, TestBoard.RAM + 21);
    asm.i(Instruction.JALR, RESULT, RESULT, 0).word(0).word(0); // the lowest bit is dropped
    assertThat(run(asm, "0", "0")).isEqualTo(TestBoard.RAM + 12);
  }

  @Test
  void nothingChangesRegisterZero() {
    var board = new TestBoard();
    try (board) {
      var writers =
          Stream.of(Instruction.values())
              .filter(i -> i.format() == Format.R || i.format() == Format.U)
              .toList();
      var asm = new Assembler(TestBoard.RAM);
      writers.forEach(i -> asm.r(i, 0, FIRST, SECOND));
      asm.csr(Instruction.CSRRS, 0, 0xf12, 0).j(0, "next").label("next");
      asm.r(Instruction.ADD, RESULT, 0, 0);
      assertThat(run(board, asm, "7", "9")).isZero();
    }
  }

  private static long run(Assembler asm, String first, String second) {
    try (var board = new TestBoard()) {
      return run(board, asm, first, second);
    }
  }

  private static long run(TestBoard board, Assembler asm, String first, String second) {
    asm.s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble());
    board.set(FIRST, Long.parseUnsignedLong(first, 16));
    board.set(SECOND, Long.parseUnsignedLong(second, 16));
    board.set(RESULT, 0x5555).set(STOPPER, TestBoard.STOPPER);
    return board.run().x().get(RESULT);
  }
}
