package org.backplane.cpu.riscv.isa;

/**
 * How a compressed word carries its operands: the formats of RISC-V unprivileged, 27.2, told apart
 * by their immediates where those differ. A three-bit register field names x8 to x15.
 */
enum CompressedFormat {
  /** rd' = sp + scaled immediate. */
  ADDI4SPN,
  /** rd', word at rs1'. */
  LOAD_WORD,
  /** rd', doubleword at rs1'. */
  LOAD_DOUBLE,
  /** rs2', word at rs1'. */
  STORE_WORD,
  /** rs2', doubleword at rs1'. */
  STORE_DOUBLE,
  /** rd and rs1 alike, signed immediate. */
  IMMEDIATE,
  /** rd, x0, signed immediate. */
  LOAD_IMMEDIATE,
  /** sp, sp, immediate in steps of 16. */
  ADDI16SP,
  /** rd, upper immediate. */
  UPPER,
  /** rd' and rs1' alike, shift amount. */
  SHIFT_PRIME,
  /** rd' and rs1' alike, signed immediate. */
  IMMEDIATE_PRIME,
  /** rd' and rs1' alike, rs2'. */
  REGISTER_PRIME,
  /** Jump offset, no link. */
  JUMP,
  /** rs1' against x0, branch offset. */
  BRANCH,
  /** rd and rs1 alike, shift amount. */
  SHIFT,
  /** rd, word at sp. */
  LOAD_WORD_SP,
  /** rd, doubleword at sp. */
  LOAD_DOUBLE_SP,
  /** Jump to rs1, no link. */
  JUMP_REGISTER,
  /** Jump to rs1, link in ra. */
  LINK_REGISTER,
  /** rd = x0 + rs2. */
  MOVE,
  /** rd and rs1 alike, rs2. */
  REGISTER,
  /** No operands. */
  NONE,
  /** rs2, word at sp. */
  STORE_WORD_SP,
  /** rs2, doubleword at sp. */
  STORE_DOUBLE_SP;

  private static final int ZERO = 0;
  private static final int RA = 1;
  private static final int SP = 2;

  /** The operation that a word of this format stands for. */
  long operation(Instruction to, int word) {
    int rd = word >>> 7 & 0x1f;
    int rs2 = word >>> 2 & 0x1f;
    int high = 8 + (word >>> 7 & 7);
    int low = 8 + (word >>> 2 & 7);
    return switch (this) {
      case ADDI4SPN -> op(to, low, SP, ZERO, addi4spn(word));
      case LOAD_WORD -> op(to, low, high, ZERO, offsetWord(word));
      case LOAD_DOUBLE -> op(to, low, high, ZERO, offsetDouble(word));
      case STORE_WORD -> op(to, ZERO, high, low, offsetWord(word));
      case STORE_DOUBLE -> op(to, ZERO, high, low, offsetDouble(word));
      case IMMEDIATE -> op(to, rd, rd, ZERO, signed6(word));
      case LOAD_IMMEDIATE -> op(to, rd, ZERO, ZERO, signed6(word));
      case ADDI16SP -> op(to, SP, SP, ZERO, addi16sp(word));
      case UPPER -> op(to, rd, ZERO, ZERO, signed6(word) << 12);
      case SHIFT_PRIME -> op(to, high, high, ZERO, signed6(word) & 0x3f);
      case IMMEDIATE_PRIME -> op(to, high, high, ZERO, signed6(word));
      case REGISTER_PRIME -> op(to, high, high, low, 0);
      case JUMP -> op(to, ZERO, ZERO, ZERO, jump(word));
      case BRANCH -> op(to, ZERO, high, ZERO, branch(word));
      case SHIFT -> op(to, rd, rd, ZERO, signed6(word) & 0x3f);
      case LOAD_WORD_SP -> op(to, rd, SP, ZERO, loadWordSp(word));
      case LOAD_DOUBLE_SP -> op(to, rd, SP, ZERO, loadDoubleSp(word));
      case JUMP_REGISTER -> op(to, ZERO, rd, ZERO, 0);
      case LINK_REGISTER -> op(to, RA, rd, ZERO, 0);
      case MOVE -> op(to, rd, ZERO, rs2, 0);
      case REGISTER -> op(to, rd, rd, rs2, 0);
      case NONE -> op(to, ZERO, ZERO, ZERO, word);
      case STORE_WORD_SP -> op(to, ZERO, SP, rs2, field(word, 9, 4, 2) | field(word, 7, 2, 6));
      case STORE_DOUBLE_SP -> op(to, ZERO, SP, rs2, field(word, 10, 3, 3) | field(word, 7, 3, 6));
    };
  }

  private static long op(Instruction to, int rd, int rs1, int rs2, int immediate) {
    return Operation.of(to, rd, rs1, rs2, immediate, 2);
  }

  /** The bits of a word from {@code from} on, {@code count} of them, moved to {@code to}. */
  private static int field(int word, int from, int count, int to) {
    return (word >>> from & ((1 << count) - 1)) << to;
  }

  private static int signed6(int word) {
    return -field(word, 12, 1, 5) | field(word, 2, 5, 0);
  }

  private static int addi4spn(int word) {
    return field(word, 11, 2, 4)
        | field(word, 7, 4, 6)
        | field(word, 6, 1, 2)
        | field(word, 5, 1, 3);
  }

  private static int offsetWord(int word) {
    return field(word, 10, 3, 3) | field(word, 6, 1, 2) | field(word, 5, 1, 6);
  }

  private static int offsetDouble(int word) {
    return field(word, 10, 3, 3) | field(word, 5, 2, 6);
  }

  private static int addi16sp(int word) {
    return -field(word, 12, 1, 9)
        | field(word, 6, 1, 4)
        | field(word, 5, 1, 6)
        | field(word, 3, 2, 7)
        | field(word, 2, 1, 5);
  }

  private static int loadWordSp(int word) {
    return field(word, 12, 1, 5) | field(word, 4, 3, 2) | field(word, 2, 2, 6);
  }

  private static int loadDoubleSp(int word) {
    return field(word, 12, 1, 5) | field(word, 5, 2, 3) | field(word, 2, 3, 6);
  }

  private static int jump(int word) {
    return -field(word, 12, 1, 11)
        | field(word, 11, 1, 4)
        | field(word, 9, 2, 8)
        | field(word, 8, 1, 10)
        | field(word, 7, 1, 6)
        | field(word, 6, 1, 7)
        | field(word, 3, 3, 1)
        | field(word, 2, 1, 5);
  }

  private static int branch(int word) {
    return -field(word, 12, 1, 8)
        | field(word, 10, 2, 3)
        | field(word, 5, 2, 6)
        | field(word, 3, 2, 1)
        | field(word, 2, 1, 5);
  }
}
