package org.backplane.cpu.riscv.isa;

/** The part of the standard that an instruction belongs to. */
public enum Extension {
  /** The base integer set. */
  I,
  /** Multiplication and division. */
  M,
  /** Atomic memory operations. */
  A,
  /** Single-precision floating point. */
  F,
  /** Double-precision floating point. */
  D,
  /** Access to control and status registers. */
  ZICSR,
  /** The fence between writing and fetching instructions. */
  ZIFENCEI,
  /** Bit manipulation that makes addresses. */
  ZBA,
  /** Basic bit manipulation. */
  ZBB,
  /** Single bits. */
  ZBS,
  /** Zeroing of cache blocks. */
  ZICBOZ,
  /** What every hart with a machine mode has. */
  PRIVILEGED,
  /** Supervisor mode. */
  S
}
