package org.backplane.cpu.riscv.exec;

/**
 * Results that Java's operators do not give: division never fails (RISC-V unprivileged, table 13.1)
 * and the mixed-sign high product.
 */
final class Arithmetic {

  private Arithmetic() {}

  /** A 32-bit result as registers hold it. */
  static long signExtend(int word) {
    return word;
  }

  static long multiplyHighSignedUnsigned(long signed, long unsigned) {
    return Math.unsignedMultiplyHigh(signed, unsigned) - (signed < 0 ? unsigned : 0);
  }

  // Java's quotient of the smallest number by -1 is that number and its remainder 0, as asked.

  static long divide(long dividend, long divisor) {
    return divisor == 0 ? -1 : dividend / divisor;
  }

  static long divideUnsigned(long dividend, long divisor) {
    return divisor == 0 ? -1 : Long.divideUnsigned(dividend, divisor);
  }

  static long remainder(long dividend, long divisor) {
    return divisor == 0 ? dividend : dividend % divisor;
  }

  static long remainderUnsigned(long dividend, long divisor) {
    return divisor == 0 ? dividend : Long.remainderUnsigned(dividend, divisor);
  }

  static int divideWord(int dividend, int divisor) {
    return divisor == 0 ? -1 : dividend / divisor;
  }

  static int divideUnsignedWord(int dividend, int divisor) {
    return divisor == 0 ? -1 : Integer.divideUnsigned(dividend, divisor);
  }

  static int remainderWord(int dividend, int divisor) {
    return divisor == 0 ? dividend : dividend % divisor;
  }

  static int remainderUnsignedWord(int dividend, int divisor) {
    return divisor == 0 ? dividend : Integer.remainderUnsigned(dividend, divisor);
  }
}
