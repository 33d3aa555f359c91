package org.backplane.cpu.riscv.mmu;

/**
 * What an AMO stores, computed from what was there and an operand. Words come sign-extended, which
 * keeps their order, unsigned too.
 */
public enum Update {
  SWAP,
  ADD,
  XOR,
  AND,
  OR,
  MIN,
  MAX,
  MINU,
  MAXU;

  long apply(long before, long operand) {
    return switch (this) {
      case SWAP -> operand;
      case ADD -> before + operand;
      case XOR -> before ^ operand;
      case AND -> before & operand;
      case OR -> before | operand;
      case MIN -> Math.min(before, operand);
      case MAX -> Math.max(before, operand);
      case MINU -> Long.compareUnsigned(before, operand) <= 0 ? before : operand;
      case MAXU -> Long.compareUnsigned(before, operand) >= 0 ? before : operand;
    };
  }
}
