package org.backplane.cpu.riscv.isa;

import java.util.List;

/** The operands of an instruction in the order in which assembly lists them. */
enum Syntax {
  NONE,
  REGISTERS(Operand.RD, Operand.RS1, Operand.RS2),
  UNARY(Operand.RD, Operand.RS1),
  IMMEDIATE(Operand.RD, Operand.RS1, Operand.IMMEDIATE),
  SHIFT(Operand.RD, Operand.RS1, Operand.SHIFT),
  UPPER(Operand.RD, Operand.UPPER),
  JUMP(Operand.RD, Operand.TARGET),
  BRANCH(Operand.RS1, Operand.RS2, Operand.TARGET),
  LOAD(Operand.RD, Operand.DISPLACED),
  STORE(Operand.RS2, Operand.DISPLACED),
  ATOMIC(Operand.RD, Operand.RS2, Operand.INDIRECT),
  LOAD_RESERVED(Operand.RD, Operand.INDIRECT),
  BLOCK(Operand.INDIRECT),
  CSR(Operand.RD, Operand.CSR, Operand.RS1),
  CSR_SMALL(Operand.RD, Operand.CSR, Operand.SMALL),
  FENCE(Operand.PREDECESSORS, Operand.SUCCESSORS),
  FENCE_TRANSLATIONS(Operand.RS1, Operand.RS2),

  // Floating point: the letters tell the kinds of registers, destination first; "rounded" ones
  // have a rounding mode, "exact" ones have the field but cannot round.
  F_LOAD(Operand.FRD, Operand.DISPLACED),
  F_STORE(Operand.FRS2, Operand.DISPLACED),
  FFFF_ROUNDED(Operand.FRD, Operand.FRS1, Operand.FRS2, Operand.FRS3, Operand.ROUNDING),
  FFF_ROUNDED(Operand.FRD, Operand.FRS1, Operand.FRS2, Operand.ROUNDING),
  FF_ROUNDED(Operand.FRD, Operand.FRS1, Operand.ROUNDING),
  FX_ROUNDED(Operand.FRD, Operand.RS1, Operand.ROUNDING),
  XF_ROUNDED(Operand.RD, Operand.FRS1, Operand.ROUNDING),
  FF_EXACT(Operand.FRD, Operand.FRS1, Operand.IDLE_ROUNDING),
  FX_EXACT(Operand.FRD, Operand.RS1, Operand.IDLE_ROUNDING),
  FFF(Operand.FRD, Operand.FRS1, Operand.FRS2),
  XFF(Operand.RD, Operand.FRS1, Operand.FRS2),
  FX(Operand.FRD, Operand.RS1),
  XF(Operand.RD, Operand.FRS1);

  @SuppressWarnings("ImmutableEnumChecker") // unmodifiable, of constants
  private final List<Operand> operands;

  Syntax(Operand... operands) {
    this.operands = List.of(operands);
  }

  List<Operand> operands() {
    return operands;
  }
}
