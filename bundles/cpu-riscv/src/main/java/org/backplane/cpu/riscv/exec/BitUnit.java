package org.backplane.cpu.riscv.exec;

import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;

/** Bit manipulation: the extensions Zba, Zbb and Zbs. */
final class BitUnit {

  private static final long LOW_BIT_OF_BYTES = 0x0101_0101_0101_0101L;

  private final long[] x;

  /**
   * @param x the integer registers, with room for {@link Operation#SINK}
   */
  BitUnit(long[] x) {
    this.x = x;
  }

  void execute(Instruction instruction, long operation) {
    long a = x[Operation.rs1(operation)];
    long b = x[Operation.rs2(operation)];
    int immediate = (int) Operation.immediate(operation);
    x[Operation.rd(operation)] =
        switch (instruction) {
          case SH1ADD -> (a << 1) + b;
          case SH2ADD -> (a << 2) + b;
          case SH3ADD -> (a << 3) + b;
          case ADD_UW -> Integer.toUnsignedLong((int) a) + b;
          case SH1ADD_UW -> (Integer.toUnsignedLong((int) a) << 1) + b;
          case SH2ADD_UW -> (Integer.toUnsignedLong((int) a) << 2) + b;
          case SH3ADD_UW -> (Integer.toUnsignedLong((int) a) << 3) + b;
          case SLLI_UW -> Integer.toUnsignedLong((int) a) << immediate;
          case ANDN -> a & ~b;
          case ORN -> a | ~b;
          case XNOR -> ~(a ^ b);
          case CLZ -> Long.numberOfLeadingZeros(a);
          case CLZW -> Integer.numberOfLeadingZeros((int) a);
          case CTZ -> Long.numberOfTrailingZeros(a);
          case CTZW -> Integer.numberOfTrailingZeros((int) a);
          case CPOP -> Long.bitCount(a);
          case CPOPW -> Integer.bitCount((int) a);
          case MAX -> Math.max(a, b);
          case MAXU -> Long.compareUnsigned(a, b) > 0 ? a : b;
          case MIN -> Math.min(a, b);
          case MINU -> Long.compareUnsigned(a, b) < 0 ? a : b;
          case SEXT_B -> (byte) a;
          case SEXT_H -> (short) a;
          case ZEXT_H -> (char) a;
          case ROL -> Long.rotateLeft(a, (int) b);
          case ROLW -> Integer.rotateLeft((int) a, (int) b);
          case ROR -> Long.rotateRight(a, (int) b);
          case RORW -> Integer.rotateRight((int) a, (int) b);
          case RORI -> Long.rotateRight(a, immediate);
          case RORIW -> Integer.rotateRight((int) a, immediate);
          case ORC_B -> fillBytes(a);
          case REV8 -> Long.reverseBytes(a);
          case BCLR -> a & ~(1L << b);
          case BCLRI -> a & ~(1L << immediate);
          case BEXT -> a >>> b & 1;
          case BEXTI -> a >>> immediate & 1;
          case BINV -> a ^ 1L << b;
          case BINVI -> a ^ 1L << immediate;
          case BSET -> a | 1L << b;
          case BSETI -> a | 1L << immediate;
          default -> throw new AssertionError(instruction);
        };
  }

  /** All ones for each byte that is not zero. */
  private static long fillBytes(long value) {
    long folded = value | (value >>> 4 & 0x0f0f_0f0f_0f0f_0f0fL);
    folded |= folded >>> 2 & 0x3f3f_3f3f_3f3f_3f3fL;
    folded |= folded >>> 1;
    return (folded & LOW_BIT_OF_BYTES) * 0xff;
  }
}
