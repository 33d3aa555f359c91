package org.backplane.cpu.riscv.fp;

/** Comparisons and choices between two numbers of one format, and the flag they raise. */
public final class Comparison {

  private final Flags flags;

  public Comparison(Flags flags) {
    this.flags = flags;
  }

  /** {@code feq}, which only a signaling NaN makes invalid (IEEE 754-2019, 5.11). */
  public boolean equal(BinaryFormat format, long a, long b) {
    if (format.isNan(a) || format.isNan(b)) {
      raiseIfSignaling(format, a, b);
      return false;
    }
    return value(format, a) == value(format, b);
  }

  /** {@code flt}, which any NaN makes invalid. */
  public boolean less(BinaryFormat format, long a, long b) {
    return isOrdered(format, a, b) && value(format, a) < value(format, b);
  }

  /** {@code fle}, which any NaN makes invalid. */
  public boolean lessOrEqual(BinaryFormat format, long a, long b) {
    return isOrdered(format, a, b) && value(format, a) <= value(format, b);
  }

  /** {@code fmin}: minimumNumber of IEEE 754-2019, 9.6. */
  public long minimum(BinaryFormat format, long a, long b) {
    return choose(format, a, b, format.order(a) <= format.order(b));
  }

  /** {@code fmax}: maximumNumber of IEEE 754-2019, 9.6. */
  public long maximum(BinaryFormat format, long a, long b) {
    return choose(format, a, b, format.order(a) >= format.order(b));
  }

  private long choose(BinaryFormat format, long a, long b, boolean first) {
    boolean aIsNan = format.isNan(a);
    boolean bIsNan = format.isNan(b);
    if (aIsNan || bIsNan) {
      raiseIfSignaling(format, a, b);
      return aIsNan && bIsNan ? format.canonicalNan() : aIsNan ? b : a;
    }
    return first ? a : b;
  }

  private boolean isOrdered(BinaryFormat format, long a, long b) {
    if (format.isNan(a) || format.isNan(b)) {
      flags.raise(Flags.NV);
      return false;
    }
    return true;
  }

  private void raiseIfSignaling(BinaryFormat format, long a, long b) {
    if (format.isSignaling(a) || format.isSignaling(b)) {
      flags.raise(Flags.NV);
    }
  }

  /** As {@link BinaryFormat#order}, but zeros are equal: each negative number moves up by one. */
  private static long value(BinaryFormat format, long bits) {
    long order = format.order(bits);
    return order - (order >> (Long.SIZE - 1));
  }
}
