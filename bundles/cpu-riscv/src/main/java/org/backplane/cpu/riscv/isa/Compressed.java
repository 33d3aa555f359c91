package org.backplane.cpu.riscv.isa;

/**
 * The 16-bit encodings of RV64C, described once: the bits that tell each, and the operation that it
 * stands for (RISC-V unprivileged, 27.8). The first row that fits decides; a word that fits none is
 * reserved or belongs to an extension that is not here, and is illegal. Hints are not listed: they
 * are what they look like, with x0 as their destination.
 */
enum Compressed implements Encoding {
  C_ADDI4SPN(0xe003, 0x0000, 0x1fe0, Instruction.ADDI, CompressedFormat.ADDI4SPN),
  C_FLD(0xe003, 0x2000, Instruction.FLD, CompressedFormat.LOAD_DOUBLE),
  C_LW(0xe003, 0x4000, Instruction.LW, CompressedFormat.LOAD_WORD),
  C_LD(0xe003, 0x6000, Instruction.LD, CompressedFormat.LOAD_DOUBLE),
  C_FSD(0xe003, 0xa000, Instruction.FSD, CompressedFormat.STORE_DOUBLE),
  C_SW(0xe003, 0xc000, Instruction.SW, CompressedFormat.STORE_WORD),
  C_SD(0xe003, 0xe000, Instruction.SD, CompressedFormat.STORE_DOUBLE),

  C_ADDI(0xe003, 0x0001, Instruction.ADDI, CompressedFormat.IMMEDIATE),
  C_ADDIW(0xe003, 0x2001, 0x0f80, Instruction.ADDIW, CompressedFormat.IMMEDIATE),
  C_LI(0xe003, 0x4001, Instruction.ADDI, CompressedFormat.LOAD_IMMEDIATE),
  C_ADDI16SP(0xef83, 0x6101, 0x107c, Instruction.ADDI, CompressedFormat.ADDI16SP),
  C_LUI(0xe003, 0x6001, 0x107c, Instruction.LUI, CompressedFormat.UPPER),
  C_SRLI(0xec03, 0x8001, Instruction.SRLI, CompressedFormat.SHIFT_PRIME),
  C_SRAI(0xec03, 0x8401, Instruction.SRAI, CompressedFormat.SHIFT_PRIME),
  C_ANDI(0xec03, 0x8801, Instruction.ANDI, CompressedFormat.IMMEDIATE_PRIME),
  C_SUB(0xfc63, 0x8c01, Instruction.SUB, CompressedFormat.REGISTER_PRIME),
  C_XOR(0xfc63, 0x8c21, Instruction.XOR, CompressedFormat.REGISTER_PRIME),
  C_OR(0xfc63, 0x8c41, Instruction.OR, CompressedFormat.REGISTER_PRIME),
  C_AND(0xfc63, 0x8c61, Instruction.AND, CompressedFormat.REGISTER_PRIME),
  C_SUBW(0xfc63, 0x9c01, Instruction.SUBW, CompressedFormat.REGISTER_PRIME),
  C_ADDW(0xfc63, 0x9c21, Instruction.ADDW, CompressedFormat.REGISTER_PRIME),
  C_J(0xe003, 0xa001, Instruction.JAL, CompressedFormat.JUMP),
  C_BEQZ(0xe003, 0xc001, Instruction.BEQ, CompressedFormat.BRANCH),
  C_BNEZ(0xe003, 0xe001, Instruction.BNE, CompressedFormat.BRANCH),

  C_SLLI(0xe003, 0x0002, Instruction.SLLI, CompressedFormat.SHIFT),
  C_FLDSP(0xe003, 0x2002, Instruction.FLD, CompressedFormat.LOAD_DOUBLE_SP),
  C_LWSP(0xe003, 0x4002, 0x0f80, Instruction.LW, CompressedFormat.LOAD_WORD_SP),
  C_LDSP(0xe003, 0x6002, 0x0f80, Instruction.LD, CompressedFormat.LOAD_DOUBLE_SP),
  C_JR(0xf07f, 0x8002, 0x0f80, Instruction.JALR, CompressedFormat.JUMP_REGISTER),
  C_MV(0xf003, 0x8002, 0x007c, Instruction.ADD, CompressedFormat.MOVE),
  C_EBREAK(0xffff, 0x9002, Instruction.EBREAK, CompressedFormat.NONE),
  C_JALR(0xf07f, 0x9002, 0x0f80, Instruction.JALR, CompressedFormat.LINK_REGISTER),
  C_ADD(0xf003, 0x9002, 0x007c, Instruction.ADD, CompressedFormat.REGISTER),
  C_FSDSP(0xe003, 0xa002, Instruction.FSD, CompressedFormat.STORE_DOUBLE_SP),
  C_SWSP(0xe003, 0xc002, Instruction.SW, CompressedFormat.STORE_WORD_SP),
  C_SDSP(0xe003, 0xe002, Instruction.SD, CompressedFormat.STORE_DOUBLE_SP),

  /** What no other describes. */
  C_ILLEGAL(0, 0, Instruction.ILLEGAL, CompressedFormat.NONE);

  private final int mask;
  private final int match;
  private final int notAllZero;
  private final Instruction instruction;
  private final CompressedFormat format;

  Compressed(int mask, int match, Instruction instruction, CompressedFormat format) {
    this(mask, match, 0, instruction, format);
  }

  /**
   * @param notAllZero a field of which at least one bit must be set; 0 when there is none
   */
  Compressed(
      int mask, int match, int notAllZero, Instruction instruction, CompressedFormat format) {
    this.mask = mask;
    this.match = match;
    this.notAllZero = notAllZero;
    this.instruction = instruction;
    this.format = format;
  }

  @Override
  public int mask() {
    return mask;
  }

  @Override
  public int match() {
    return match;
  }

  @Override
  public boolean matches(int word) {
    return (word & mask) == match && (notAllZero == 0 || (word & notAllZero) != 0);
  }

  long operation(int word) {
    return format.operation(instruction, word);
  }
}
