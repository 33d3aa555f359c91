package org.backplane.cpu.riscv.fp;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static org.backplane.cpu.riscv.fp.BinaryFormat.DOUBLE;

/** Arithmetic in double precision. */
public final class DoubleUnit implements ArithmeticUnit {

  /**
   * From here upwards no result comes near the subnormals, nor does the error of its rounding, so
   * that the host can compute that error exactly.
   */
  private static final double SAFE_MIN = 0x1p-900;

  private final Flags flags;
  private final ExactArithmetic exact;

  public DoubleUnit(Flags flags) {
    this.flags = flags;
    this.exact = new ExactArithmetic(flags);
  }

  @Override
  public BinaryFormat format() {
    return DOUBLE;
  }

  @Override
  public long add(long a, long b, RoundingMode mode) {
    double x = longBitsToDouble(a);
    double y = longBitsToDouble(b);
    double sum = x + y;
    // A finite sum cannot underflow. Zeros have a sign of their own in some modes.
    if (Math.abs(sum) <= Double.MAX_VALUE
        && (flags.permitHost(mode) || (sum != 0 && sumError(x, y, sum) == 0))) {
      return doubleToRawLongBits(sum);
    }
    return exact.add(DOUBLE, a, b, mode);
  }

  @Override
  public long multiply(long a, long b, RoundingMode mode) {
    double x = longBitsToDouble(a);
    double y = longBitsToDouble(b);
    double product = x * y;
    if (isSafe(product) && (flags.permitHost(mode) || Math.fma(x, y, -product) == 0)) {
      return doubleToRawLongBits(product);
    }
    return exact.multiply(DOUBLE, a, b, mode);
  }

  @Override
  public long divide(long a, long b, RoundingMode mode) {
    double x = longBitsToDouble(a);
    double y = longBitsToDouble(b);
    double quotient = x / y;
    if (isSafe(quotient)
        && (flags.permitHost(mode) || (isSafe(x) && Math.fma(-quotient, y, x) == 0))) {
      return doubleToRawLongBits(quotient);
    }
    return exact.divide(DOUBLE, a, b, mode);
  }

  @Override
  public long squareRoot(long a, RoundingMode mode) {
    double x = longBitsToDouble(a);
    double root = Math.sqrt(x);
    if (isSafe(x) && isSafe(root) && (flags.permitHost(mode) || Math.fma(-root, root, x) == 0)) {
      return doubleToRawLongBits(root);
    }
    return exact.squareRoot(DOUBLE, a, mode);
  }

  @Override
  public long fusedMultiplyAdd(long a, long b, long c, RoundingMode mode) {
    if (flags.permitHost(mode)) {
      double result = Math.fma(longBitsToDouble(a), longBitsToDouble(b), longBitsToDouble(c));
      if (isSafe(result)) {
        return doubleToRawLongBits(result);
      }
    }
    return exact.fusedMultiplyAdd(DOUBLE, a, b, c, mode);
  }

  /** Neither NaN nor infinite nor near the subnormals. */
  private static boolean isSafe(double value) {
    double magnitude = Math.abs(value);
    return magnitude >= SAFE_MIN && magnitude <= Double.MAX_VALUE;
  }

  /** What rounding has taken from a sum (Knuth's two-sum); NaN when that itself overflows. */
  private static double sumError(double x, double y, double sum) {
    double second = sum - x;
    return (x - (sum - second)) + (y - second);
  }
}
