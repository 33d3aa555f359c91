package org.backplane.cpu.riscv.isa;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;

/**
 * Names that assembly has for special cases of instructions (RISC-V unprivileged, "assembly
 * programmer's handbook"). The first row that fits decides.
 */
enum Pseudo {
  NOP(Instruction.ADDI, o -> isRd(o, 0) && isRs1(o, 0) && is(o, 0)),
  LI(Instruction.ADDI, o -> isRs1(o, 0), Operand.RD, Operand.IMMEDIATE),
  MV(Instruction.ADDI, o -> is(o, 0), Operand.RD, Operand.RS1),
  MV_ADD(Instruction.ADD, "mv", o -> isRs1(o, 0), Operand.RD, Operand.RS2),
  SEXT_W(Instruction.ADDIW, o -> is(o, 0), Operand.RD, Operand.RS1),
  NOT(Instruction.XORI, o -> is(o, -1), Operand.RD, Operand.RS1),
  ZEXT_B(Instruction.ANDI, o -> is(o, 0xff), Operand.RD, Operand.RS1),
  ZEXT_W(Instruction.ADD_UW, o -> isRs2(o, 0), Operand.RD, Operand.RS1),
  NEG(Instruction.SUB, o -> isRs1(o, 0), Operand.RD, Operand.RS2),
  NEGW(Instruction.SUBW, o -> isRs1(o, 0), Operand.RD, Operand.RS2),
  SEQZ(Instruction.SLTIU, o -> is(o, 1), Operand.RD, Operand.RS1),
  SNEZ(Instruction.SLTU, o -> isRs1(o, 0), Operand.RD, Operand.RS2),
  SLTZ(Instruction.SLT, o -> isRs2(o, 0), Operand.RD, Operand.RS1),
  SGTZ(Instruction.SLT, o -> isRs1(o, 0), Operand.RD, Operand.RS2),

  J(Instruction.JAL, o -> isRd(o, 0), Operand.TARGET),
  JAL(Instruction.JAL, o -> isRd(o, 1), Operand.TARGET),
  RET(Instruction.JALR, o -> isRd(o, 0) && isRs1(o, 1) && is(o, 0)),
  JR(Instruction.JALR, o -> isRd(o, 0) && is(o, 0), Operand.RS1),
  JALR(Instruction.JALR, o -> isRd(o, 1) && is(o, 0), Operand.RS1),
  JR_FAR(Instruction.JALR, "jr", o -> isRd(o, 0), Operand.DISPLACED),
  JALR_FAR(Instruction.JALR, "jalr", o -> isRd(o, 1), Operand.DISPLACED),
  BEQZ(Instruction.BEQ, o -> isRs2(o, 0), Operand.RS1, Operand.TARGET),
  BNEZ(Instruction.BNE, o -> isRs2(o, 0), Operand.RS1, Operand.TARGET),
  BLTZ(Instruction.BLT, o -> isRs2(o, 0), Operand.RS1, Operand.TARGET),
  BGTZ(Instruction.BLT, o -> isRs1(o, 0), Operand.RS2, Operand.TARGET),
  BLEZ(Instruction.BGE, o -> isRs1(o, 0), Operand.RS2, Operand.TARGET),
  BGEZ(Instruction.BGE, o -> isRs2(o, 0), Operand.RS1, Operand.TARGET),

  CSRR(Instruction.CSRRS, o -> isRs1(o, 0), Operand.RD, Operand.CSR),
  CSRW(Instruction.CSRRW, o -> isRd(o, 0), Operand.CSR, Operand.RS1),
  CSRS(Instruction.CSRRS, o -> isRd(o, 0), Operand.CSR, Operand.RS1),
  CSRC(Instruction.CSRRC, o -> isRd(o, 0), Operand.CSR, Operand.RS1),
  CSRWI(Instruction.CSRRWI, o -> isRd(o, 0), Operand.CSR, Operand.SMALL),
  CSRSI(Instruction.CSRRSI, o -> isRd(o, 0), Operand.CSR, Operand.SMALL),
  CSRCI(Instruction.CSRRCI, o -> isRd(o, 0), Operand.CSR, Operand.SMALL),

  FENCE(Instruction.FENCE, o -> is(o, 0x0ff0_000f)),
  FENCE_TSO(Instruction.FENCE, o -> is(o, 0x8330_000f)),
  PAUSE(Instruction.FENCE, o -> is(o, 0x0100_000f)),
  SFENCE_VMA(Instruction.SFENCE_VMA, o -> is(o, 0x1200_0073)),
  SFENCE_VMA_AT(
      Instruction.SFENCE_VMA, "sfence.vma", o -> (imm(o) & 0x01f0_0000) == 0, Operand.RS1),

  FMV_S(Instruction.FSGNJ_S, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1),
  FNEG_S(Instruction.FSGNJN_S, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1),
  FABS_S(Instruction.FSGNJX_S, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1),
  FMV_D(Instruction.FSGNJ_D, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1),
  FNEG_D(Instruction.FSGNJN_D, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1),
  FABS_D(Instruction.FSGNJX_D, Pseudo::hasOneSource, Operand.FRD, Operand.FRS1);

  private static final List<Pseudo> ROWS = List.of(values());

  private final Instruction instruction;
  private final String mnemonic;

  @SuppressWarnings("ImmutableEnumChecker") // captures nothing
  private final LongPredicate condition;

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, of constants
  private final List<Operand> operands;

  Pseudo(Instruction instruction, LongPredicate condition, Operand... operands) {
    this(instruction, "", condition, operands);
  }

  /**
   * @param mnemonic the name in assembly; empty when it is that of the constant
   */
  Pseudo(Instruction instruction, String mnemonic, LongPredicate condition, Operand... operands) {
    this.instruction = instruction;
    this.mnemonic =
        mnemonic.isEmpty() ? name().toLowerCase(Locale.ROOT).replace('_', '.') : mnemonic;
    this.condition = condition;
    this.operands = List.of(operands);
  }

  /** The special case that an operation is, if it is one. */
  static Optional<Pseudo> of(long operation) {
    var instruction = Operation.instruction(operation);
    return ROWS.stream()
        .filter(p -> p.instruction == instruction && p.condition.test(operation))
        .findFirst();
  }

  String mnemonic() {
    return mnemonic;
  }

  List<Operand> operands() {
    return operands;
  }

  private static boolean isRd(long operation, int register) {
    return Operation.rd(operation) == (register == 0 ? Operation.SINK : register);
  }

  private static boolean isRs1(long operation, int register) {
    return Operation.rs1(operation) == register;
  }

  private static boolean isRs2(long operation, int register) {
    return Operation.rs2(operation) == register;
  }

  private static boolean is(long operation, int immediate) {
    return imm(operation) == immediate;
  }

  private static long imm(long operation) {
    return Operation.immediate(operation);
  }

  private static boolean hasOneSource(long operation) {
    return Operation.rs1(operation) == Operation.rs2(operation);
  }
}
