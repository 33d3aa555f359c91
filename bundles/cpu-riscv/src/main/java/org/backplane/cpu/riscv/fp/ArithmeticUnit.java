package org.backplane.cpu.riscv.fp;

/**
 * Computes in one format and raises flags. It takes the host's arithmetic, which rounds to nearest
 * even, when that can raise no flag but inexact and either inexact has accrued already or the
 * result is seen to be exact, which is then right in every mode; integers do the rest. Not for use
 * by several threads.
 */
public sealed interface ArithmeticUnit permits SingleUnit, DoubleUnit {

  BinaryFormat format();

  long add(long a, long b, RoundingMode mode);

  default long subtract(long a, long b, RoundingMode mode) {
    return add(a, format().negate(b), mode);
  }

  long multiply(long a, long b, RoundingMode mode);

  long divide(long a, long b, RoundingMode mode);

  long squareRoot(long a, RoundingMode mode);

  /** {@code a * b + c}, rounded once. */
  long fusedMultiplyAdd(long a, long b, long c, RoundingMode mode);

  /** {@code fmsub}: {@code a * b - c}. */
  default long fusedMultiplySubtract(long a, long b, long c, RoundingMode mode) {
    return fusedMultiplyAdd(a, b, format().negate(c), mode);
  }

  /** {@code fnmsub}: {@code -(a * b) + c}. */
  default long negatedMultiplySubtract(long a, long b, long c, RoundingMode mode) {
    return fusedMultiplyAdd(format().negate(a), b, c, mode);
  }

  /** {@code fnmadd}: {@code -(a * b) - c}. */
  default long negatedMultiplyAdd(long a, long b, long c, RoundingMode mode) {
    return fusedMultiplyAdd(format().negate(a), b, format().negate(c), mode);
  }
}
