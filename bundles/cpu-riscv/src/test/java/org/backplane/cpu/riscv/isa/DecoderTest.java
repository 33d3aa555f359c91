package org.backplane.cpu.riscv.isa;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderTest {

  private final Decoder decoder = new Decoder();

  /** Words and what an independent disassembler says of them. */
  @ParameterizedTest
  @CsvFileSource(resources = "words.csv", numLinesToSkip = 1)
  void decodesWhatADisassemblerSees(
      String word, String mnemonic, int rd, int rs1, int rs2, int immediate) {
    long operation = decoder.decode(Integer.parseUnsignedInt(word, 16));
    check(operation, mnemonic, rd, rs1, rs2, immediate);
    assertThat(Operation.length(operation)).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "0808, addi, 10, 2, 0, 16", // c.addi4spn a0, sp, 16
    "1ffc, addi, 15, 2, 0, 1020",
    "4188, lw, 10, 11, 0, 0", // c.lw a0, 0(a1)
    "5df8, lw, 14, 11, 0, 124",
    "6188, ld, 10, 11, 0, 0",
    "7df8, ld, 14, 11, 0, 248",
    "c188, sw, 0, 11, 10, 0",
    "ddf8, sw, 0, 11, 14, 124",
    "e188, sd, 0, 11, 10, 0",
    "fdf8, sd, 0, 11, 14, 248",
    "0001, addi, 0, 0, 0, 0", // c.nop
    "157d, addi, 10, 10, 0, -1",
    "0505, addi, 10, 10, 0, 1",
    "357d, addiw, 10, 10, 0, -1",
    "2501, addiw, 10, 10, 0, 0", // sext.w a0
    "557d, addi, 10, 0, 0, -1", // c.li a0, -1
    "717d, addi, 2, 2, 0, -16", // c.addi16sp -16
    "617d, addi, 2, 2, 0, 496",
    "7101, addi, 2, 2, 0, -512",
    "6505, lui, 10, 0, 0, 4096",
    "757d, lui, 10, 0, 0, -4096",
    "9141, srli, 10, 10, 0, 48",
    "9541, srai, 10, 10, 0, 48",
    "8105, srli, 10, 10, 0, 1",
    "897d, andi, 10, 10, 0, 31",
    "997d, andi, 10, 10, 0, -1",
    "8d0d, sub, 10, 10, 11, 0",
    "8d2d, xor, 10, 10, 11, 0",
    "8d4d, or, 10, 10, 11, 0",
    "8d6d, and, 10, 10, 11, 0",
    "9d0d, subw, 10, 10, 11, 0",
    "9d2d, addw, 10, 10, 11, 0",
    "a001, jal, 0, 0, 0, 0",
    "bffd, jal, 0, 0, 0, -2",
    "aff9, jal, 0, 0, 0, 2014",
    "b001, jal, 0, 0, 0, -2048",
    "c111, beq, 0, 10, 0, 4",
    "dd6d, beq, 0, 10, 0, -6",
    "fd7d, bne, 0, 10, 0, -2",
    "f101, bne, 0, 10, 0, -256",
    "0506, slli, 10, 10, 0, 1",
    "157e, slli, 10, 10, 0, 63",
    "4502, lw, 10, 2, 0, 0",
    "557e, lw, 10, 2, 0, 252",
    "6502, ld, 10, 2, 0, 0",
    "757e, ld, 10, 2, 0, 504",
    "8502, jalr, 0, 10, 0, 0", // c.jr a0
    "8082, jalr, 0, 1, 0, 0", // ret
    "9502, jalr, 1, 10, 0, 0", // c.jalr a0
    "852e, add, 10, 0, 11, 0", // c.mv a0, a1
    "952e, add, 10, 10, 11, 0",
    "c02a, sw, 0, 2, 10, 0",
    "dfaa, sw, 0, 2, 10, 252",
    "e02a, sd, 0, 2, 10, 0",
    "ffaa, sd, 0, 2, 10, 504",
    "2188, fld, 10, 11, 0, 0", // c.fld fa0, 0(a1)
    "3df8, fld, 14, 11, 0, 248",
    "a188, fsd, 0, 11, 10, 0",
    "bdf8, fsd, 0, 11, 14, 248",
    "357e, fld, 10, 2, 0, 504",
    "a02a, fsd, 0, 2, 10, 0",
    "bfaa, fsd, 0, 2, 10, 504",
  })
  void expandsCompressed(String word, String mnemonic, int rd, int rs1, int rs2, int immediate) {
    long operation = decoder.decode(Integer.parseInt(word, 16));
    check(operation, mnemonic, rd, rs1, rs2, immediate);
    assertThat(Operation.length(operation)).isEqualTo(2);
  }

  /** Register 0 is a register among the floating-point ones, and nothing among the others. */
  @ParameterizedTest
  @CsvSource({
    "00052007, flw, 0", // flw ft0, 0(a0)
    "00053007, fld, 0",
    "2002, fld, 0", // c.fldsp ft0, 0(sp)
    "00007053, fadd.s, 0",
    "d2000053, fcvt.d.w, 0",
    "f2000053, fmv.d.x, 0",
    "c2007053, fcvt.w.d, 32",
    "a2002053, feq.d, 32",
    "e0001053, fclass.s, 32",
    "e2000053, fmv.x.d, 32",
  })
  void floatRegisterZeroIsARegister(String word, String mnemonic, int rd) {
    long operation = decoder.decode(Integer.parseUnsignedInt(word, 16));
    assertThat(Operation.instruction(operation).mnemonic()).isEqualTo(mnemonic);
    assertThat(Operation.rd(operation)).isEqualTo(rd);
  }

  @Test
  void expandsCompressedBreakpoint() {
    assertThat(Operation.instruction(decoder.decode(0x9002))).isEqualTo(Instruction.EBREAK);
  }

  @ParameterizedTest
  @CsvSource({
    "0000", // all zeros
    "0004", // c.addi4spn without immediate
    "2001", // c.addiw x0
    "6101", // c.addi16sp 0
    "6501", // c.lui a0, 0
    "9c41", // reserved arithmetic
    "9c61", "4002", // c.lwsp x0
    "6002", // c.ldsp x0
    "8002", // c.jr x0
    "8000", // reserved quadrant
  })
  void reservedCompressedIsIllegal(String word) {
    int bits = Integer.parseInt(word, 16);
    long operation = decoder.decode(bits);
    assertThat(Operation.instruction(operation)).isEqualTo(Instruction.ILLEGAL);
    assertThat(Operation.immediate(operation)).isEqualTo(bits);
    assertThat(Operation.length(operation)).isEqualTo(2);
  }

  @Test
  void upperHalfOfACompressedWordIsIgnored() {
    assertThat(decoder.decode(0xdead_0505)).isEqualTo(decoder.decode(0x0505));
  }

  @Test
  void reservedFieldsOfFencesAreIgnored() {
    assertThat(Operation.instruction(decoder.decode(0xf32a_088f))).isEqualTo(Instruction.FENCE);
    assertThat(Operation.instruction(decoder.decode(0x016a_1a0f))).isEqualTo(Instruction.FENCE_I);
  }

  @Property
  void everyWordHasAnOperation(@ForAll int word) {
    long operation = decoder.decode(word);
    assertThat(operation).isNotZero();
    assertThat(Operation.length(operation)).isEqualTo((word & 3) == 3 ? 4 : 2);
    assertThat(Operation.rd(operation))
        .isBetween(Operation.instruction(operation).writesFloat() ? 0 : 1, Operation.SINK);
  }

  @Test
  void everyInstructionMatchesItself() {
    for (var instruction : Instruction.values()) {
      if (instruction != Instruction.ILLEGAL) {
        long operation = decoder.decode(instruction.match());
        assertThat(Operation.instruction(operation)).isEqualTo(instruction);
      }
    }
  }

  private static void check(
      long operation, String mnemonic, int rd, int rs1, int rs2, int immediate) {
    assertThat(Operation.instruction(operation).mnemonic()).isEqualTo(mnemonic);
    assertThat(Operation.rd(operation)).isEqualTo(rd == 0 ? Operation.SINK : rd);
    assertThat(Operation.rs1(operation)).isEqualTo(rs1);
    assertThat(Operation.rs2(operation)).isEqualTo(rs2);
    assertThat(Operation.immediate(operation)).isEqualTo(immediate);
  }
}
