package org.backplane.cpu.riscv.fp;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static org.backplane.cpu.riscv.fp.BinaryFormat.SINGLE;

/**
 * Arithmetic in single precision. Products of two singles are exact doubles: they prove results.
 */
public final class SingleUnit implements ArithmeticUnit {

  /** Greater than what a number below the normal ones may be rounded to. */
  private static final float SAFE_MIN = 0x1p-125f;

  private final Flags flags;
  private final ExactArithmetic exact;

  public SingleUnit(Flags flags) {
    this.flags = flags;
    this.exact = new ExactArithmetic(flags);
  }

  @Override
  public BinaryFormat format() {
    return SINGLE;
  }

  @Override
  public long add(long a, long b, RoundingMode mode) {
    float x = intBitsToFloat((int) a);
    float y = intBitsToFloat((int) b);
    float sum = x + y;
    // A finite sum cannot underflow. Zeros have a sign of their own in some modes.
    if (Math.abs(sum) <= Float.MAX_VALUE
        && (flags.permitHost(mode) || (sum != 0 && sumError(x, y, sum) == 0))) {
      return bits(sum);
    }
    return exact.add(SINGLE, a, b, mode);
  }

  @Override
  public long multiply(long a, long b, RoundingMode mode) {
    float x = intBitsToFloat((int) a);
    float y = intBitsToFloat((int) b);
    float product = x * y;
    if (isSafe(product) && (flags.permitHost(mode) || (double) x * y == product)) {
      return bits(product);
    }
    return exact.multiply(SINGLE, a, b, mode);
  }

  @Override
  public long divide(long a, long b, RoundingMode mode) {
    float x = intBitsToFloat((int) a);
    float y = intBitsToFloat((int) b);
    float quotient = x / y;
    if (isSafe(quotient) && (flags.permitHost(mode) || (double) quotient * y == x)) {
      return bits(quotient);
    }
    return exact.divide(SINGLE, a, b, mode);
  }

  @Override
  public long squareRoot(long a, RoundingMode mode) {
    float x = intBitsToFloat((int) a);
    float root = (float) Math.sqrt(x); // rounds twice, which does no harm to a root
    if (isSafe(root) && (flags.permitHost(mode) || (double) root * root == x)) {
      return bits(root);
    }
    return exact.squareRoot(SINGLE, a, mode);
  }

  @Override
  public long fusedMultiplyAdd(long a, long b, long c, RoundingMode mode) {
    if (flags.permitHost(mode)) {
      float result =
          Math.fma(intBitsToFloat((int) a), intBitsToFloat((int) b), intBitsToFloat((int) c));
      if (isSafe(result)) {
        return bits(result);
      }
    }
    return exact.fusedMultiplyAdd(SINGLE, a, b, c, mode);
  }

  /** Neither NaN nor infinite nor near the subnormals. */
  static boolean isSafe(float value) {
    float magnitude = Math.abs(value);
    return magnitude >= SAFE_MIN && magnitude <= Float.MAX_VALUE;
  }

  /** What rounding has taken from a sum (Knuth's two-sum); NaN when that itself overflows. */
  private static float sumError(float x, float y, float sum) {
    float second = sum - x;
    return (x - (sum - second)) + (y - second);
  }

  static long bits(float value) {
    return Integer.toUnsignedLong(floatToRawIntBits(value));
  }
}
