package org.backplane.cpu.riscv.fp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Results known by hand: the places where modes and flags differ. */
class RoundingTableTest {

  private final Flags flags = new Flags();
  private final SingleUnit unit = new SingleUnit(flags);

  private static long bits(String hex) {
    return Long.parseUnsignedLong(hex, 16);
  }

  private void assertOutcome(long actual, String result, int raised) {
    assertThat(new Outcome(actual, flags.bits())).isEqualTo(new Outcome(bits(result), raised));
  }

  @ParameterizedTest
  @CsvSource({
    // 1 and half of its last place: a tie
    "RNE, 3f800000, 33800000, 3f800000, 1",
    "RTZ, 3f800000, 33800000, 3f800000, 1",
    "RDN, 3f800000, 33800000, 3f800000, 1",
    "RUP, 3f800000, 33800000, 3f800001, 1",
    "RMM, 3f800000, 33800000, 3f800001, 1",
    "RMM, bf800000, b3800000, bf800001, 1",
    "RDN, bf800000, b3800000, bf800001, 1",
    "RUP, bf800000, b3800000, bf800000, 1",
    // the same from an odd number
    "RNE, 3f800001, 33800000, 3f800002, 1",
    // a far smaller number still counts
    "RUP, 3f800000, 00000001, 3f800001, 1",
    "RDN, 3f800000, 80000001, 3f7fffff, 1",
    "RTZ, 3f800000, 80000001, 3f7fffff, 1",
    // exact cancellation
    "RNE, 3f800000, bf800000, 00000000, 0",
    "RDN, 3f800000, bf800000, 80000000, 0",
    "RDN, 00000000, 00000000, 00000000, 0",
    "RUP, 80000000, 80000000, 80000000, 0",
    "RNE, 80000000, 00000000, 00000000, 0",
    "RDN, 80000000, 00000000, 80000000, 0",
    // overflow
    "RNE, 7f7fffff, 7f7fffff, 7f800000, 5",
    "RTZ, 7f7fffff, 7f7fffff, 7f7fffff, 5",
    "RDN, 7f7fffff, 7f7fffff, 7f7fffff, 5",
    "RUP, 7f7fffff, 7f7fffff, 7f800000, 5",
    "RMM, 7f7fffff, 7f7fffff, 7f800000, 5",
    "RDN, ff7fffff, ff7fffff, ff800000, 5",
    "RUP, ff7fffff, ff7fffff, ff7fffff, 5",
    "RNE, 7f7fffff, 73000000, 7f800000, 5",
    "RNE, 7f7fffff, 72ffffff, 7f7fffff, 1",
    "RUP, 7f7fffff, 00000001, 7f800000, 5",
    // subnormal sums are exact
    "RUP, 00000001, 00000001, 00000002, 0",
    "RNE, 007fffff, 00000001, 00800000, 0",
    // infinities and NaNs
    "RNE, 7f800000, ff800000, 7fc00000, 16",
    "RNE, 7f800000, 7f800000, 7f800000, 0",
    "RNE, ff800001, 3f800000, 7fc00000, 16",
    "RNE, ffc00001, 3f800000, 7fc00000, 0",
  })
  void sums(RoundingMode mode, String a, String b, String sum, int raised) {
    assertOutcome(unit.add(bits(a), bits(b), mode), sum, raised);
  }

  @ParameterizedTest
  @CsvSource({
    // 2^-126 (1 - 2^-24): the smallest normal number after rounding in both senses, or not
    "RNE, 00ffffff, 3f000000, 00800000, 3",
    "RUP, 00ffffff, 3f000000, 00800000, 3",
    "RTZ, 00ffffff, 3f000000, 007fffff, 3",
    "RNE, 00800001, 3f7ffffe, 00800000, 1",
    "RNE, 00800000, 3f7fffff, 00800000, 3",
    "RUP, 00800001, 3f7ffffe, 00800000, 1",
    "RTZ, 00800001, 3f7ffffe, 007fffff, 3",
    // half of the smallest number
    "RNE, 00000001, 3f000000, 00000000, 3",
    "RMM, 00000001, 3f000000, 00000001, 3",
    "RUP, 00000001, 3f000000, 00000001, 3",
    "RNE, 00000003, 3f000000, 00000002, 3",
    "RUP, 80000001, 00000001, 80000000, 3",
    "RDN, 80000001, 00000001, 80000001, 3",
    // exact subnormal
    "RNE, 00800000, 3f000000, 00400000, 0",
    "RNE, 7f800000, 00000000, 7fc00000, 16",
    "RNE, 7f800000, 80000001, ff800000, 0",
    "RDN, 00000000, 80000001, 80000000, 0",
    "RTZ, 7f000000, 40000000, 7f7fffff, 5",
  })
  void products(RoundingMode mode, String a, String b, String product, int raised) {
    assertOutcome(unit.multiply(bits(a), bits(b), mode), product, raised);
  }

  @ParameterizedTest
  @CsvSource({
    "RNE, 3f800000, 40400000, 3eaaaaab, 1",
    "RTZ, 3f800000, 40400000, 3eaaaaaa, 1",
    "RUP, bf800000, 40400000, beaaaaaa, 1",
    "RNE, 3f800000, 00000000, 7f800000, 8",
    "RNE, 3f800000, 80000000, ff800000, 8",
    "RNE, 00000000, 80000000, 7fc00000, 16",
    "RNE, 7f800000, ff800000, 7fc00000, 16",
    "RNE, 7f800000, 80000000, ff800000, 0",
    "RNE, 3f800000, ff800000, 80000000, 0",
    "RNE, 7fc00000, 00000000, 7fc00000, 0",
  })
  void quotients(RoundingMode mode, String a, String b, String quotient, int raised) {
    assertOutcome(unit.divide(bits(a), bits(b), mode), quotient, raised);
  }

  @ParameterizedTest
  @CsvSource({
    "RNE, 40800000, 40000000, 0",
    "RNE, 40000000, 3fb504f3, 1",
    "RUP, 40000000, 3fb504f4, 1",
    "RNE, 80000000, 80000000, 0",
    "RNE, 80000001, 7fc00000, 16",
    "RNE, ff800000, 7fc00000, 16",
    "RNE, 7f800000, 7f800000, 0",
    "RNE, 00000001, 1a3504f3, 1",
    "RNE, 7f800001, 7fc00000, 16",
  })
  void roots(RoundingMode mode, String a, String root, int raised) {
    assertOutcome(unit.squareRoot(bits(a), mode), root, raised);
  }

  @ParameterizedTest
  @CsvSource({
    // (1 + 2^-23)^2 - (1 + 2^-22) = 2^-46: only one rounding shows it
    "RNE, 3f800001, 3f800001, bf800002, 28800000, 0",
    "RNE, 7f800000, 00000000, 7fc00000, 7fc00000, 16",
    "RNE, 7f800000, 3f800000, ff800000, 7fc00000, 16",
    "RNE, 3f800000, 3f800000, bf800000, 00000000, 0",
    "RDN, 3f800000, 3f800000, bf800000, 80000000, 0",
    "RNE, 80000000, 3f800000, 80000000, 80000000, 0",
    "RNE, 7f7fffff, 7f7fffff, ff800000, ff800000, 0",
    "RNE, 7f7fffff, 40000000, ff7fffff, 7f7fffff, 0",
    "RNE, 3f800000, 3f800000, 7f800001, 7fc00000, 16",
  })
  void fusedSums(RoundingMode mode, String a, String b, String c, String sum, int raised) {
    assertOutcome(unit.fusedMultiplyAdd(bits(a), bits(b), bits(c), mode), sum, raised);
  }
}
