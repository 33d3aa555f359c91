package org.backplane.cpu.riscv.isa;

/** How an instruction word carries its operands (RISC-V unprivileged, 2.2 and 2.3). */
public enum Format {
  /** rd, rs1, rs2. */
  R(Syntax.REGISTERS),
  /** rd, rs1. */
  UNARY(Syntax.UNARY),
  /** rd, rs1, 12-bit immediate. */
  I(Syntax.IMMEDIATE),
  /** rd, rs1, 6-bit shift amount. */
  SHIFT(Syntax.SHIFT),
  /** rd, rs1, 5-bit shift amount. */
  SHIFT_W(Syntax.SHIFT),
  /** rs1, rs2, 12-bit immediate in two parts. */
  S(Syntax.STORE),
  /** rs1, rs2, 13-bit even offset. */
  B(Syntax.BRANCH),
  /** rd, upper 20 bits. */
  U(Syntax.UPPER),
  /** rd, 21-bit even offset. */
  J(Syntax.JUMP),
  /** rd, rs1, rs2; the immediate is the aq and rl bits. */
  ATOMIC(Syntax.ATOMIC),
  /** The immediate is the whole word: CSR number, immediate operand and fence sets are in it. */
  SYSTEM(Syntax.NONE),
  /** rd (a floating-point register), rs1, 12-bit immediate. */
  FLOAT_LOAD(Syntax.F_LOAD),
  /** rs1, rs2 (a floating-point register), 12-bit immediate in two parts. */
  FLOAT_STORE(Syntax.F_STORE),
  /**
   * rd, rs1, rs2, each an integer or a floating-point register. The immediate is the whole word:
   * rounding mode and the third source are in it.
   */
  FLOAT(Syntax.FFF_ROUNDED);

  private final Syntax syntax;

  Format(Syntax syntax) {
    this.syntax = syntax;
  }

  /** How instructions of this format are written, if they do not say otherwise. */
  Syntax syntax() {
    return syntax;
  }

  /** The immediate of a word, as the operation carries it. */
  int immediate(int word) {
    return switch (this) {
      case R, UNARY -> 0;
      case I, FLOAT_LOAD -> word >> 20;
      case SHIFT -> word >>> 20 & 0x3f;
      case SHIFT_W -> word >>> 20 & 0x1f;
      case S, FLOAT_STORE -> word >> 25 << 5 | (word >>> 7 & 0x1f);
      case B ->
          word >> 31 << 12 | (word << 4 & 0x800) | (word >>> 20 & 0x7e0) | (word >>> 7 & 0x1e);
      case U -> word & 0xffff_f000;
      case J -> word >> 31 << 20 | (word & 0xf_f000) | (word >>> 9 & 0x800) | (word >>> 20 & 0x7fe);
      case ATOMIC -> word >>> 25 & 3;
      case SYSTEM, FLOAT -> word;
    };
  }

  private boolean writesRd() {
    return this != S && this != B && this != FLOAT_STORE;
  }

  private boolean readsRs1() {
    return this != U && this != J;
  }

  private boolean readsRs2() {
    return switch (this) {
      case R, S, B, ATOMIC, SYSTEM, FLOAT_STORE, FLOAT -> true;
      case UNARY, I, SHIFT, SHIFT_W, U, J, FLOAT_LOAD -> false;
    };
  }

  /** The operation of a 32-bit word of this format. */
  long operation(Instruction instruction, int word) {
    return Operation.of(
        instruction,
        writesRd() ? word >>> 7 & 0x1f : 0,
        readsRs1() ? word >>> 15 & 0x1f : 0,
        readsRs2() ? word >>> 20 & 0x1f : 0,
        immediate(word),
        4);
  }
}
