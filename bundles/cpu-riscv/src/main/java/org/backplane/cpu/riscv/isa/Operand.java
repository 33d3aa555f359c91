package org.backplane.cpu.riscv.isa;

/** One operand as it is written in assembly. */
enum Operand {
  /** Integer register in the rd field. */
  RD,
  /** Integer register in the rs1 field. */
  RS1,
  /** Integer register in the rs2 field. */
  RS2,
  /** Floating-point register in the rd field. */
  FRD,
  /** Floating-point register in the rs1 field. */
  FRS1,
  /** Floating-point register in the rs2 field. */
  FRS2,
  /** Floating-point register in the topmost five bits. */
  FRS3,
  /** Signed number. */
  IMMEDIATE,
  /** Shift amount or bit number. */
  SHIFT,
  /** The upper 20 bits of a word. */
  UPPER,
  /** Place in the code, relative to the instruction. */
  TARGET,
  /** Memory at rs1 and a displacement. */
  DISPLACED,
  /** Memory at rs1. */
  INDIRECT,
  /** Number of a control and status register. */
  CSR,
  /** Unsigned number in the rs1 field. */
  SMALL,
  /** What a fence orders before it. */
  PREDECESSORS,
  /** What a fence orders after it. */
  SUCCESSORS,
  /** Rounding mode; not written when it is the dynamic one. */
  ROUNDING,
  /** Rounding mode where nothing is rounded; not written when it is 0, which assemblers put. */
  IDLE_ROUNDING
}
