package org.backplane.cpu.riscv.isa;

import java.util.Locale;

/**
 * Every instruction, described once: format, the bits that tell it, and their values (RISC-V
 * unprivileged, "RV32/64G instruction set listings"). The decoder, the assembler of the tests and
 * the names all come from here. A word belongs to at most one instruction.
 */
public enum Instruction {
  /** What no other describes: all words that are illegal. */
  ILLEGAL(Format.SYSTEM, 0, 0),

  // RV64I
  LUI(Format.U, 0x0000_007f, 0x0000_0037),
  AUIPC(Format.U, 0x0000_007f, 0x0000_0017),
  JAL(Format.J, 0x0000_007f, 0x0000_006f),
  JALR(Format.I, 0x0000_707f, 0x0000_0067),
  BEQ(Format.B, 0x0000_707f, 0x0000_0063),
  BNE(Format.B, 0x0000_707f, 0x0000_1063),
  BLT(Format.B, 0x0000_707f, 0x0000_4063),
  BGE(Format.B, 0x0000_707f, 0x0000_5063),
  BLTU(Format.B, 0x0000_707f, 0x0000_6063),
  BGEU(Format.B, 0x0000_707f, 0x0000_7063),
  LB(Format.I, 0x0000_707f, 0x0000_0003),
  LH(Format.I, 0x0000_707f, 0x0000_1003),
  LW(Format.I, 0x0000_707f, 0x0000_2003),
  LD(Format.I, 0x0000_707f, 0x0000_3003),
  LBU(Format.I, 0x0000_707f, 0x0000_4003),
  LHU(Format.I, 0x0000_707f, 0x0000_5003),
  LWU(Format.I, 0x0000_707f, 0x0000_6003),
  SB(Format.S, 0x0000_707f, 0x0000_0023),
  SH(Format.S, 0x0000_707f, 0x0000_1023),
  SW(Format.S, 0x0000_707f, 0x0000_2023),
  SD(Format.S, 0x0000_707f, 0x0000_3023),
  ADDI(Format.I, 0x0000_707f, 0x0000_0013),
  SLTI(Format.I, 0x0000_707f, 0x0000_2013),
  SLTIU(Format.I, 0x0000_707f, 0x0000_3013),
  XORI(Format.I, 0x0000_707f, 0x0000_4013),
  ORI(Format.I, 0x0000_707f, 0x0000_6013),
  ANDI(Format.I, 0x0000_707f, 0x0000_7013),
  SLLI(Format.SHIFT, 0xfc00_707f, 0x0000_1013),
  SRLI(Format.SHIFT, 0xfc00_707f, 0x0000_5013),
  SRAI(Format.SHIFT, 0xfc00_707f, 0x4000_5013),
  ADD(Format.R, 0xfe00_707f, 0x0000_0033),
  SUB(Format.R, 0xfe00_707f, 0x4000_0033),
  SLL(Format.R, 0xfe00_707f, 0x0000_1033),
  SLT(Format.R, 0xfe00_707f, 0x0000_2033),
  SLTU(Format.R, 0xfe00_707f, 0x0000_3033),
  XOR(Format.R, 0xfe00_707f, 0x0000_4033),
  SRL(Format.R, 0xfe00_707f, 0x0000_5033),
  SRA(Format.R, 0xfe00_707f, 0x4000_5033),
  OR(Format.R, 0xfe00_707f, 0x0000_6033),
  AND(Format.R, 0xfe00_707f, 0x0000_7033),
  ADDIW(Format.I, 0x0000_707f, 0x0000_001b),
  SLLIW(Format.SHIFT_W, 0xfe00_707f, 0x0000_101b),
  SRLIW(Format.SHIFT_W, 0xfe00_707f, 0x0000_501b),
  SRAIW(Format.SHIFT_W, 0xfe00_707f, 0x4000_501b),
  ADDW(Format.R, 0xfe00_707f, 0x0000_003b),
  SUBW(Format.R, 0xfe00_707f, 0x4000_003b),
  SLLW(Format.R, 0xfe00_707f, 0x0000_103b),
  SRLW(Format.R, 0xfe00_707f, 0x0000_503b),
  SRAW(Format.R, 0xfe00_707f, 0x4000_503b),
  // Reserved fields of fences are ignored, as the standard asks.
  FENCE(Format.SYSTEM, 0x0000_707f, 0x0000_000f),
  FENCE_I(Format.SYSTEM, 0x0000_707f, 0x0000_100f),
  ECALL(Format.SYSTEM, 0xffff_ffff, 0x0000_0073),
  EBREAK(Format.SYSTEM, 0xffff_ffff, 0x0010_0073),

  // M
  MUL(Format.R, 0xfe00_707f, 0x0200_0033),
  MULH(Format.R, 0xfe00_707f, 0x0200_1033),
  MULHSU(Format.R, 0xfe00_707f, 0x0200_2033),
  MULHU(Format.R, 0xfe00_707f, 0x0200_3033),
  DIV(Format.R, 0xfe00_707f, 0x0200_4033),
  DIVU(Format.R, 0xfe00_707f, 0x0200_5033),
  REM(Format.R, 0xfe00_707f, 0x0200_6033),
  REMU(Format.R, 0xfe00_707f, 0x0200_7033),
  MULW(Format.R, 0xfe00_707f, 0x0200_003b),
  DIVW(Format.R, 0xfe00_707f, 0x0200_403b),
  DIVUW(Format.R, 0xfe00_707f, 0x0200_503b),
  REMW(Format.R, 0xfe00_707f, 0x0200_603b),
  REMUW(Format.R, 0xfe00_707f, 0x0200_703b),

  // A
  LR_W(Format.ATOMIC, 0xf9f0_707f, 0x1000_202f),
  SC_W(Format.ATOMIC, 0xf800_707f, 0x1800_202f),
  AMOSWAP_W(Format.ATOMIC, 0xf800_707f, 0x0800_202f),
  AMOADD_W(Format.ATOMIC, 0xf800_707f, 0x0000_202f),
  AMOXOR_W(Format.ATOMIC, 0xf800_707f, 0x2000_202f),
  AMOAND_W(Format.ATOMIC, 0xf800_707f, 0x6000_202f),
  AMOOR_W(Format.ATOMIC, 0xf800_707f, 0x4000_202f),
  AMOMIN_W(Format.ATOMIC, 0xf800_707f, 0x8000_202f),
  AMOMAX_W(Format.ATOMIC, 0xf800_707f, 0xa000_202f),
  AMOMINU_W(Format.ATOMIC, 0xf800_707f, 0xc000_202f),
  AMOMAXU_W(Format.ATOMIC, 0xf800_707f, 0xe000_202f),
  LR_D(Format.ATOMIC, 0xf9f0_707f, 0x1000_302f),
  SC_D(Format.ATOMIC, 0xf800_707f, 0x1800_302f),
  AMOSWAP_D(Format.ATOMIC, 0xf800_707f, 0x0800_302f),
  AMOADD_D(Format.ATOMIC, 0xf800_707f, 0x0000_302f),
  AMOXOR_D(Format.ATOMIC, 0xf800_707f, 0x2000_302f),
  AMOAND_D(Format.ATOMIC, 0xf800_707f, 0x6000_302f),
  AMOOR_D(Format.ATOMIC, 0xf800_707f, 0x4000_302f),
  AMOMIN_D(Format.ATOMIC, 0xf800_707f, 0x8000_302f),
  AMOMAX_D(Format.ATOMIC, 0xf800_707f, 0xa000_302f),
  AMOMINU_D(Format.ATOMIC, 0xf800_707f, 0xc000_302f),
  AMOMAXU_D(Format.ATOMIC, 0xf800_707f, 0xe000_302f),

  // Zicsr
  CSRRW(Format.SYSTEM, 0x0000_707f, 0x0000_1073),
  CSRRS(Format.SYSTEM, 0x0000_707f, 0x0000_2073),
  CSRRC(Format.SYSTEM, 0x0000_707f, 0x0000_3073),
  CSRRWI(Format.SYSTEM, 0x0000_707f, 0x0000_5073),
  CSRRSI(Format.SYSTEM, 0x0000_707f, 0x0000_6073),
  CSRRCI(Format.SYSTEM, 0x0000_707f, 0x0000_7073),

  // Privileged
  MRET(Format.SYSTEM, 0xffff_ffff, 0x3020_0073),
  WFI(Format.SYSTEM, 0xffff_ffff, 0x1050_0073);

  private final Format format;
  private final int mask;
  private final int match;

  Instruction(Format format, int mask, int match) {
    this.format = format;
    this.mask = mask;
    this.match = match;
  }

  public Format format() {
    return format;
  }

  /** The word with all operands zero. */
  public int match() {
    return match;
  }

  /** Whether a 32-bit word is this instruction. */
  boolean matches(int word) {
    return this != ILLEGAL && (word & mask) == match;
  }

  /** The assembler's name, such as {@code amoadd.w}. */
  public String mnemonic() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
