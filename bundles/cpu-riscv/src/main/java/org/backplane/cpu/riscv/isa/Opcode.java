package org.backplane.cpu.riscv.isa;

/**
 * The numbers of the instructions that an interpreter's loop has cases for: each is the place of
 * the {@link Instruction} of that name, written down because a fast {@code switch} needs constants.
 */
public final class Opcode {

  public static final int LUI = 1;
  public static final int AUIPC = 2;
  public static final int JAL = 3;
  public static final int JALR = 4;
  public static final int BEQ = 5;
  public static final int BNE = 6;
  public static final int BLT = 7;
  public static final int BGE = 8;
  public static final int BLTU = 9;
  public static final int BGEU = 10;
  public static final int LB = 11;
  public static final int LH = 12;
  public static final int LW = 13;
  public static final int LD = 14;
  public static final int LBU = 15;
  public static final int LHU = 16;
  public static final int LWU = 17;
  public static final int SB = 18;
  public static final int SH = 19;
  public static final int SW = 20;
  public static final int SD = 21;
  public static final int ADDI = 22;
  public static final int SLTI = 23;
  public static final int SLTIU = 24;
  public static final int XORI = 25;
  public static final int ORI = 26;
  public static final int ANDI = 27;
  public static final int SLLI = 28;
  public static final int SRLI = 29;
  public static final int SRAI = 30;
  public static final int ADD = 31;
  public static final int SUB = 32;
  public static final int SLL = 33;
  public static final int SLT = 34;
  public static final int SLTU = 35;
  public static final int XOR = 36;
  public static final int SRL = 37;
  public static final int SRA = 38;
  public static final int OR = 39;
  public static final int AND = 40;
  public static final int ADDIW = 41;
  public static final int SLLIW = 42;
  public static final int SRLIW = 43;
  public static final int SRAIW = 44;
  public static final int ADDW = 45;
  public static final int SUBW = 46;
  public static final int SLLW = 47;
  public static final int SRLW = 48;
  public static final int SRAW = 49;
  public static final int FENCE = 50;
  public static final int MUL = 54;
  public static final int MULH = 55;
  public static final int MULHSU = 56;
  public static final int MULHU = 57;
  public static final int DIV = 58;
  public static final int DIVU = 59;
  public static final int REM = 60;
  public static final int REMU = 61;
  public static final int MULW = 62;
  public static final int DIVW = 63;
  public static final int DIVUW = 64;
  public static final int REMW = 65;
  public static final int REMUW = 66;

  private Opcode() {}
}
