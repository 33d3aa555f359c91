package org.backplane.cpu.riscv.fp;

/** The integers that conversions know, by the suffix of the instruction. */
public enum IntegerFormat {
  /** Signed, 32 bits. */
  W(Integer.MAX_VALUE, 1L << 31, true),
  /** Unsigned, 32 bits; registers hold it sign-extended nevertheless. */
  WU(0xffff_ffffL, 0, true),
  /** Signed, 64 bits. */
  L(Long.MAX_VALUE, Long.MIN_VALUE, false),
  /** Unsigned, 64 bits. */
  LU(-1, 0, false);

  /** Greatest magnitudes on both sides of zero, unsigned. */
  private final long positiveLimit;

  private final long negativeLimit;
  private final boolean word;

  IntegerFormat(long positiveLimit, long negativeLimit, boolean word) {
    this.positiveLimit = positiveLimit;
    this.negativeLimit = negativeLimit;
    this.word = word;
  }

  boolean holds(boolean negative, long magnitude) {
    return Long.compareUnsigned(magnitude, limit(negative)) <= 0;
  }

  /** The greatest magnitude of one sign. */
  long limit(boolean negative) {
    return negative ? negativeLimit : positiveLimit;
  }

  /** The register that holds an integer in range. */
  long register(boolean negative, long magnitude) {
    long value = negative ? -magnitude : magnitude;
    return word ? (int) value : value;
  }

  /** Whether the integer in a register is below zero; bits above its width do not matter. */
  boolean isNegative(long register) {
    return negativeLimit != 0 && (word ? (int) register : register) < 0;
  }

  /** The unsigned magnitude of the integer in a register. */
  long magnitude(long register) {
    if (negativeLimit == 0) {
      return register & positiveLimit;
    }
    return Math.abs(word ? (int) register : register);
  }
}
