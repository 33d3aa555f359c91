package org.backplane.cpu.riscv.isa;

/** How an instruction word carries its operands (RISC-V unprivileged, 2.2 and 2.3). */
public enum Format {
  /** rd, rs1, rs2. */
  R,
  /** rd, rs1, 12-bit immediate. */
  I,
  /** rd, rs1, 6-bit shift amount. */
  SHIFT,
  /** rd, rs1, 5-bit shift amount. */
  SHIFT_W,
  /** rs1, rs2, 12-bit immediate in two parts. */
  S,
  /** rs1, rs2, 13-bit even offset. */
  B,
  /** rd, upper 20 bits. */
  U,
  /** rd, 21-bit even offset. */
  J,
  /** rd, rs1, rs2; the immediate is the aq and rl bits. */
  ATOMIC,
  /** The immediate is the whole word: CSR number, immediate operand and fence sets are in it. */
  SYSTEM;

  /** The immediate of a word, as the operation carries it. */
  int immediate(int word) {
    return switch (this) {
      case R -> 0;
      case I -> word >> 20;
      case SHIFT -> word >>> 20 & 0x3f;
      case SHIFT_W -> word >>> 20 & 0x1f;
      case S -> word >> 25 << 5 | (word >>> 7 & 0x1f);
      case B ->
          word >> 31 << 12 | (word << 4 & 0x800) | (word >>> 20 & 0x7e0) | (word >>> 7 & 0x1e);
      case U -> word & 0xffff_f000;
      case J -> word >> 31 << 20 | (word & 0xf_f000) | (word >>> 9 & 0x800) | (word >>> 20 & 0x7fe);
      case ATOMIC -> word >>> 25 & 3;
      case SYSTEM -> word;
    };
  }

  private boolean writesRd() {
    return this != S && this != B;
  }

  private boolean readsRs1() {
    return this != U && this != J;
  }

  private boolean readsRs2() {
    return this == R || this == S || this == B || this == ATOMIC;
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
