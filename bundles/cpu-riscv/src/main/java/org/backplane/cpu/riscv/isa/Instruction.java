package org.backplane.cpu.riscv.isa;

import java.util.Locale;

/**
 * Every instruction, described once: the part of the standard it is in, format, the bits that tell
 * it, their values and how it is written (RISC-V unprivileged, "RV32/64G instruction set
 * listings"). The decoder, the disassembler, the assembler of the tests and the names all come from
 * here. A word belongs to at most one instruction.
 */
public enum Instruction implements Encoding {
  /** What no other describes: all words that are illegal. */
  ILLEGAL(Extension.I, Format.SYSTEM, 0, 0),

  // RV64I
  LUI(Extension.I, Format.U, 0x0000_007f, 0x0000_0037),
  AUIPC(Extension.I, Format.U, 0x0000_007f, 0x0000_0017),
  JAL(Extension.I, Format.J, 0x0000_007f, 0x0000_006f),
  JALR(Extension.I, Format.I, 0x0000_707f, 0x0000_0067, Syntax.LOAD),
  BEQ(Extension.I, Format.B, 0x0000_707f, 0x0000_0063),
  BNE(Extension.I, Format.B, 0x0000_707f, 0x0000_1063),
  BLT(Extension.I, Format.B, 0x0000_707f, 0x0000_4063),
  BGE(Extension.I, Format.B, 0x0000_707f, 0x0000_5063),
  BLTU(Extension.I, Format.B, 0x0000_707f, 0x0000_6063),
  BGEU(Extension.I, Format.B, 0x0000_707f, 0x0000_7063),
  LB(Extension.I, Format.I, 0x0000_707f, 0x0000_0003, Syntax.LOAD),
  LH(Extension.I, Format.I, 0x0000_707f, 0x0000_1003, Syntax.LOAD),
  LW(Extension.I, Format.I, 0x0000_707f, 0x0000_2003, Syntax.LOAD),
  LD(Extension.I, Format.I, 0x0000_707f, 0x0000_3003, Syntax.LOAD),
  LBU(Extension.I, Format.I, 0x0000_707f, 0x0000_4003, Syntax.LOAD),
  LHU(Extension.I, Format.I, 0x0000_707f, 0x0000_5003, Syntax.LOAD),
  LWU(Extension.I, Format.I, 0x0000_707f, 0x0000_6003, Syntax.LOAD),
  SB(Extension.I, Format.S, 0x0000_707f, 0x0000_0023),
  SH(Extension.I, Format.S, 0x0000_707f, 0x0000_1023),
  SW(Extension.I, Format.S, 0x0000_707f, 0x0000_2023),
  SD(Extension.I, Format.S, 0x0000_707f, 0x0000_3023),
  ADDI(Extension.I, Format.I, 0x0000_707f, 0x0000_0013),
  SLTI(Extension.I, Format.I, 0x0000_707f, 0x0000_2013),
  SLTIU(Extension.I, Format.I, 0x0000_707f, 0x0000_3013),
  XORI(Extension.I, Format.I, 0x0000_707f, 0x0000_4013),
  ORI(Extension.I, Format.I, 0x0000_707f, 0x0000_6013),
  ANDI(Extension.I, Format.I, 0x0000_707f, 0x0000_7013),
  SLLI(Extension.I, Format.SHIFT, 0xfc00_707f, 0x0000_1013),
  SRLI(Extension.I, Format.SHIFT, 0xfc00_707f, 0x0000_5013),
  SRAI(Extension.I, Format.SHIFT, 0xfc00_707f, 0x4000_5013),
  ADD(Extension.I, Format.R, 0xfe00_707f, 0x0000_0033),
  SUB(Extension.I, Format.R, 0xfe00_707f, 0x4000_0033),
  SLL(Extension.I, Format.R, 0xfe00_707f, 0x0000_1033),
  SLT(Extension.I, Format.R, 0xfe00_707f, 0x0000_2033),
  SLTU(Extension.I, Format.R, 0xfe00_707f, 0x0000_3033),
  XOR(Extension.I, Format.R, 0xfe00_707f, 0x0000_4033),
  SRL(Extension.I, Format.R, 0xfe00_707f, 0x0000_5033),
  SRA(Extension.I, Format.R, 0xfe00_707f, 0x4000_5033),
  OR(Extension.I, Format.R, 0xfe00_707f, 0x0000_6033),
  AND(Extension.I, Format.R, 0xfe00_707f, 0x0000_7033),
  ADDIW(Extension.I, Format.I, 0x0000_707f, 0x0000_001b),
  SLLIW(Extension.I, Format.SHIFT_W, 0xfe00_707f, 0x0000_101b),
  SRLIW(Extension.I, Format.SHIFT_W, 0xfe00_707f, 0x0000_501b),
  SRAIW(Extension.I, Format.SHIFT_W, 0xfe00_707f, 0x4000_501b),
  ADDW(Extension.I, Format.R, 0xfe00_707f, 0x0000_003b),
  SUBW(Extension.I, Format.R, 0xfe00_707f, 0x4000_003b),
  SLLW(Extension.I, Format.R, 0xfe00_707f, 0x0000_103b),
  SRLW(Extension.I, Format.R, 0xfe00_707f, 0x0000_503b),
  SRAW(Extension.I, Format.R, 0xfe00_707f, 0x4000_503b),
  // Reserved fields of fences are ignored, as the standard asks.
  FENCE(Extension.I, Format.SYSTEM, 0x0000_707f, 0x0000_000f, Syntax.FENCE),
  FENCE_I(Extension.ZIFENCEI, Format.SYSTEM, 0x0000_707f, 0x0000_100f),
  ECALL(Extension.I, Format.SYSTEM, 0xffff_ffff, 0x0000_0073),
  EBREAK(Extension.I, Format.SYSTEM, 0xffff_ffff, 0x0010_0073),

  // M
  MUL(Extension.M, Format.R, 0xfe00_707f, 0x0200_0033),
  MULH(Extension.M, Format.R, 0xfe00_707f, 0x0200_1033),
  MULHSU(Extension.M, Format.R, 0xfe00_707f, 0x0200_2033),
  MULHU(Extension.M, Format.R, 0xfe00_707f, 0x0200_3033),
  DIV(Extension.M, Format.R, 0xfe00_707f, 0x0200_4033),
  DIVU(Extension.M, Format.R, 0xfe00_707f, 0x0200_5033),
  REM(Extension.M, Format.R, 0xfe00_707f, 0x0200_6033),
  REMU(Extension.M, Format.R, 0xfe00_707f, 0x0200_7033),
  MULW(Extension.M, Format.R, 0xfe00_707f, 0x0200_003b),
  DIVW(Extension.M, Format.R, 0xfe00_707f, 0x0200_403b),
  DIVUW(Extension.M, Format.R, 0xfe00_707f, 0x0200_503b),
  REMW(Extension.M, Format.R, 0xfe00_707f, 0x0200_603b),
  REMUW(Extension.M, Format.R, 0xfe00_707f, 0x0200_703b),

  // A
  LR_W(Extension.A, Format.ATOMIC, 0xf9f0_707f, 0x1000_202f, Syntax.LOAD_RESERVED),
  SC_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x1800_202f),
  AMOSWAP_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x0800_202f),
  AMOADD_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x0000_202f),
  AMOXOR_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x2000_202f),
  AMOAND_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x6000_202f),
  AMOOR_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x4000_202f),
  AMOMIN_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0x8000_202f),
  AMOMAX_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0xa000_202f),
  AMOMINU_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0xc000_202f),
  AMOMAXU_W(Extension.A, Format.ATOMIC, 0xf800_707f, 0xe000_202f),
  LR_D(Extension.A, Format.ATOMIC, 0xf9f0_707f, 0x1000_302f, Syntax.LOAD_RESERVED),
  SC_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x1800_302f),
  AMOSWAP_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x0800_302f),
  AMOADD_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x0000_302f),
  AMOXOR_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x2000_302f),
  AMOAND_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x6000_302f),
  AMOOR_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x4000_302f),
  AMOMIN_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0x8000_302f),
  AMOMAX_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0xa000_302f),
  AMOMINU_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0xc000_302f),
  AMOMAXU_D(Extension.A, Format.ATOMIC, 0xf800_707f, 0xe000_302f),

  // Zicsr
  CSRRW(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_1073, Syntax.CSR),
  CSRRS(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_2073, Syntax.CSR),
  CSRRC(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_3073, Syntax.CSR),
  CSRRWI(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_5073, Syntax.CSR_SMALL),
  CSRRSI(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_6073, Syntax.CSR_SMALL),
  CSRRCI(Extension.ZICSR, Format.SYSTEM, 0x0000_707f, 0x0000_7073, Syntax.CSR_SMALL),

  // Privileged
  MRET(Extension.PRIVILEGED, Format.SYSTEM, 0xffff_ffff, 0x3020_0073),
  WFI(Extension.PRIVILEGED, Format.SYSTEM, 0xffff_ffff, 0x1050_0073),

  // Supervisor
  SRET(Extension.S, Format.SYSTEM, 0xffff_ffff, 0x1020_0073),
  SFENCE_VMA(Extension.S, Format.SYSTEM, 0xfe00_7fff, 0x1200_0073, Syntax.FENCE_TRANSLATIONS),

  // F
  FLW(Extension.F, Format.FLOAT_LOAD, 0x0000_707f, 0x0000_2007),
  FSW(Extension.F, Format.FLOAT_STORE, 0x0000_707f, 0x0000_2027),
  FMADD_S(Extension.F, Format.FLOAT, 0x0600_007f, 0x0000_0043, Syntax.FFFF_ROUNDED),
  FMSUB_S(Extension.F, Format.FLOAT, 0x0600_007f, 0x0000_0047, Syntax.FFFF_ROUNDED),
  FNMSUB_S(Extension.F, Format.FLOAT, 0x0600_007f, 0x0000_004b, Syntax.FFFF_ROUNDED),
  FNMADD_S(Extension.F, Format.FLOAT, 0x0600_007f, 0x0000_004f, Syntax.FFFF_ROUNDED),
  FADD_S(Extension.F, Format.FLOAT, 0xfe00_007f, 0x0000_0053, Syntax.FFF_ROUNDED),
  FSUB_S(Extension.F, Format.FLOAT, 0xfe00_007f, 0x0800_0053, Syntax.FFF_ROUNDED),
  FMUL_S(Extension.F, Format.FLOAT, 0xfe00_007f, 0x1000_0053, Syntax.FFF_ROUNDED),
  FDIV_S(Extension.F, Format.FLOAT, 0xfe00_007f, 0x1800_0053, Syntax.FFF_ROUNDED),
  FSQRT_S(Extension.F, Format.FLOAT, 0xfff0_007f, 0x5800_0053, Syntax.FF_ROUNDED),
  FSGNJ_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0x2000_0053, Syntax.FFF),
  FSGNJN_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0x2000_1053, Syntax.FFF),
  FSGNJX_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0x2000_2053, Syntax.FFF),
  FMIN_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0x2800_0053, Syntax.FFF),
  FMAX_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0x2800_1053, Syntax.FFF),
  FCVT_W_S(Extension.F, Format.FLOAT, 0xfff0_007f, 0xc000_0053, Syntax.XF_ROUNDED),
  FCVT_WU_S(Extension.F, Format.FLOAT, 0xfff0_007f, 0xc010_0053, Syntax.XF_ROUNDED),
  FCVT_L_S(Extension.F, Format.FLOAT, 0xfff0_007f, 0xc020_0053, Syntax.XF_ROUNDED),
  FCVT_LU_S(Extension.F, Format.FLOAT, 0xfff0_007f, 0xc030_0053, Syntax.XF_ROUNDED),
  FMV_X_W(Extension.F, Format.FLOAT, 0xfff0_707f, 0xe000_0053, Syntax.XF),
  FEQ_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0xa000_2053, Syntax.XFF),
  FLT_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0xa000_1053, Syntax.XFF),
  FLE_S(Extension.F, Format.FLOAT, 0xfe00_707f, 0xa000_0053, Syntax.XFF),
  FCLASS_S(Extension.F, Format.FLOAT, 0xfff0_707f, 0xe000_1053, Syntax.XF),
  FCVT_S_W(Extension.F, Format.FLOAT, 0xfff0_007f, 0xd000_0053, Syntax.FX_ROUNDED),
  FCVT_S_WU(Extension.F, Format.FLOAT, 0xfff0_007f, 0xd010_0053, Syntax.FX_ROUNDED),
  FCVT_S_L(Extension.F, Format.FLOAT, 0xfff0_007f, 0xd020_0053, Syntax.FX_ROUNDED),
  FCVT_S_LU(Extension.F, Format.FLOAT, 0xfff0_007f, 0xd030_0053, Syntax.FX_ROUNDED),
  FMV_W_X(Extension.F, Format.FLOAT, 0xfff0_707f, 0xf000_0053, Syntax.FX),

  // D
  FLD(Extension.D, Format.FLOAT_LOAD, 0x0000_707f, 0x0000_3007),
  FSD(Extension.D, Format.FLOAT_STORE, 0x0000_707f, 0x0000_3027),
  FMADD_D(Extension.D, Format.FLOAT, 0x0600_007f, 0x0200_0043, Syntax.FFFF_ROUNDED),
  FMSUB_D(Extension.D, Format.FLOAT, 0x0600_007f, 0x0200_0047, Syntax.FFFF_ROUNDED),
  FNMSUB_D(Extension.D, Format.FLOAT, 0x0600_007f, 0x0200_004b, Syntax.FFFF_ROUNDED),
  FNMADD_D(Extension.D, Format.FLOAT, 0x0600_007f, 0x0200_004f, Syntax.FFFF_ROUNDED),
  FADD_D(Extension.D, Format.FLOAT, 0xfe00_007f, 0x0200_0053, Syntax.FFF_ROUNDED),
  FSUB_D(Extension.D, Format.FLOAT, 0xfe00_007f, 0x0a00_0053, Syntax.FFF_ROUNDED),
  FMUL_D(Extension.D, Format.FLOAT, 0xfe00_007f, 0x1200_0053, Syntax.FFF_ROUNDED),
  FDIV_D(Extension.D, Format.FLOAT, 0xfe00_007f, 0x1a00_0053, Syntax.FFF_ROUNDED),
  FSQRT_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0x5a00_0053, Syntax.FF_ROUNDED),
  FSGNJ_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0x2200_0053, Syntax.FFF),
  FSGNJN_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0x2200_1053, Syntax.FFF),
  FSGNJX_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0x2200_2053, Syntax.FFF),
  FMIN_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0x2a00_0053, Syntax.FFF),
  FMAX_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0x2a00_1053, Syntax.FFF),
  FCVT_W_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0xc200_0053, Syntax.XF_ROUNDED),
  FCVT_WU_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0xc210_0053, Syntax.XF_ROUNDED),
  FCVT_L_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0xc220_0053, Syntax.XF_ROUNDED),
  FCVT_LU_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0xc230_0053, Syntax.XF_ROUNDED),
  FMV_X_D(Extension.D, Format.FLOAT, 0xfff0_707f, 0xe200_0053, Syntax.XF),
  FEQ_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0xa200_2053, Syntax.XFF),
  FLT_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0xa200_1053, Syntax.XFF),
  FLE_D(Extension.D, Format.FLOAT, 0xfe00_707f, 0xa200_0053, Syntax.XFF),
  FCLASS_D(Extension.D, Format.FLOAT, 0xfff0_707f, 0xe200_1053, Syntax.XF),
  FCVT_D_W(Extension.D, Format.FLOAT, 0xfff0_007f, 0xd200_0053, Syntax.FX_EXACT),
  FCVT_D_WU(Extension.D, Format.FLOAT, 0xfff0_007f, 0xd210_0053, Syntax.FX_EXACT),
  FCVT_D_L(Extension.D, Format.FLOAT, 0xfff0_007f, 0xd220_0053, Syntax.FX_ROUNDED),
  FCVT_D_LU(Extension.D, Format.FLOAT, 0xfff0_007f, 0xd230_0053, Syntax.FX_ROUNDED),
  FMV_D_X(Extension.D, Format.FLOAT, 0xfff0_707f, 0xf200_0053, Syntax.FX),
  FCVT_S_D(Extension.D, Format.FLOAT, 0xfff0_007f, 0x4010_0053, Syntax.FF_ROUNDED),
  FCVT_D_S(Extension.D, Format.FLOAT, 0xfff0_007f, 0x4200_0053, Syntax.FF_EXACT),

  // Zba
  SH1ADD(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_2033),
  SH2ADD(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_4033),
  SH3ADD(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_6033),
  ADD_UW(Extension.ZBA, Format.R, 0xfe00_707f, 0x0800_003b),
  SH1ADD_UW(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_203b),
  SH2ADD_UW(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_403b),
  SH3ADD_UW(Extension.ZBA, Format.R, 0xfe00_707f, 0x2000_603b),
  SLLI_UW(Extension.ZBA, Format.SHIFT, 0xfc00_707f, 0x0800_101b),

  // Zbb
  ANDN(Extension.ZBB, Format.R, 0xfe00_707f, 0x4000_7033),
  ORN(Extension.ZBB, Format.R, 0xfe00_707f, 0x4000_6033),
  XNOR(Extension.ZBB, Format.R, 0xfe00_707f, 0x4000_4033),
  CLZ(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6000_1013),
  CLZW(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6000_101b),
  CTZ(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6010_1013),
  CTZW(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6010_101b),
  CPOP(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6020_1013),
  CPOPW(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6020_101b),
  MAX(Extension.ZBB, Format.R, 0xfe00_707f, 0x0a00_6033),
  MAXU(Extension.ZBB, Format.R, 0xfe00_707f, 0x0a00_7033),
  MIN(Extension.ZBB, Format.R, 0xfe00_707f, 0x0a00_4033),
  MINU(Extension.ZBB, Format.R, 0xfe00_707f, 0x0a00_5033),
  SEXT_B(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6040_1013),
  SEXT_H(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6050_1013),
  ZEXT_H(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x0800_403b),
  ROL(Extension.ZBB, Format.R, 0xfe00_707f, 0x6000_1033),
  ROLW(Extension.ZBB, Format.R, 0xfe00_707f, 0x6000_103b),
  ROR(Extension.ZBB, Format.R, 0xfe00_707f, 0x6000_5033),
  RORI(Extension.ZBB, Format.SHIFT, 0xfc00_707f, 0x6000_5013),
  RORIW(Extension.ZBB, Format.SHIFT_W, 0xfe00_707f, 0x6000_501b),
  RORW(Extension.ZBB, Format.R, 0xfe00_707f, 0x6000_503b),
  ORC_B(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x2870_5013),
  REV8(Extension.ZBB, Format.UNARY, 0xfff0_707f, 0x6b80_5013),

  // Zbs
  BCLR(Extension.ZBS, Format.R, 0xfe00_707f, 0x4800_1033),
  BCLRI(Extension.ZBS, Format.SHIFT, 0xfc00_707f, 0x4800_1013),
  BEXT(Extension.ZBS, Format.R, 0xfe00_707f, 0x4800_5033),
  BEXTI(Extension.ZBS, Format.SHIFT, 0xfc00_707f, 0x4800_5013),
  BINV(Extension.ZBS, Format.R, 0xfe00_707f, 0x6800_1033),
  BINVI(Extension.ZBS, Format.SHIFT, 0xfc00_707f, 0x6800_1013),
  BSET(Extension.ZBS, Format.R, 0xfe00_707f, 0x2800_1033),
  BSETI(Extension.ZBS, Format.SHIFT, 0xfc00_707f, 0x2800_1013),

  // Zicboz
  CBO_ZERO(Extension.ZICBOZ, Format.SYSTEM, 0xfff0_7fff, 0x0040_200f, Syntax.BLOCK);

  private final Extension extension;
  private final Format format;
  private final int mask;
  private final int match;
  private final Syntax syntax;
  private final boolean writesFloat;

  Instruction(Extension extension, Format format, int mask, int match) {
    this(extension, format, mask, match, format.syntax());
  }

  Instruction(Extension extension, Format format, int mask, int match, Syntax syntax) {
    this.extension = extension;
    this.format = format;
    this.mask = mask;
    this.match = match;
    this.syntax = syntax;
    this.writesFloat = syntax.operands().contains(Operand.FRD);
  }

  public Extension extension() {
    return extension;
  }

  public Format format() {
    return format;
  }

  @Override
  public int mask() {
    return mask;
  }

  /** The word with all operands zero. */
  @Override
  public int match() {
    return match;
  }

  /** The operands as assembly lists them. */
  Syntax syntax() {
    return syntax;
  }

  /** Whether rd names a floating-point register. */
  boolean writesFloat() {
    return writesFloat;
  }

  /** The assembler's name, such as {@code amoadd.w}. */
  public String mnemonic() {
    return name().toLowerCase(Locale.ROOT).replace('_', '.');
  }
}
