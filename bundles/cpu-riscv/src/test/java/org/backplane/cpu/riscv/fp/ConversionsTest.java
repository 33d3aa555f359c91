package org.backplane.cpu.riscv.fp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.fp.BinaryFormat.DOUBLE;
import static org.backplane.cpu.riscv.fp.BinaryFormat.SINGLE;

import java.math.BigInteger;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversionsTest {

  private static final int TRIES = 3000;

  private final Flags flags = new Flags();
  private final Conversions conversions = new Conversions(flags);

  private Outcome outcome(long bits) {
    var outcome = new Outcome(bits, flags.bits());
    flags.set(0);
    return outcome;
  }

  private static BigInteger power(int exponent) {
    return BigInteger.ONE.shiftLeft(exponent);
  }

  private static BigInteger lowest(IntegerFormat format) {
    return switch (format) {
      case W -> power(31).negate();
      case L -> power(63).negate();
      case WU, LU -> BigInteger.ZERO;
    };
  }

  private static BigInteger highest(IntegerFormat format) {
    int bits =
        switch (format) {
          case W -> 31;
          case WU -> 32;
          case L -> 63;
          case LU -> 64;
        };
    return power(bits).subtract(BigInteger.ONE);
  }

  /** The integer that a register stands for. */
  private static BigInteger integer(IntegerFormat format, long register) {
    return switch (format) {
      case W -> BigInteger.valueOf((int) register);
      case WU -> BigInteger.valueOf(Integer.toUnsignedLong((int) register));
      case L -> BigInteger.valueOf(register);
      case LU -> new BigInteger(Long.toUnsignedString(register));
    };
  }

  /** Numbers whose point lies within the significand, or just beyond the limits. */
  private static long aroundIntegers(BinaryFormat format, SplittableRandom random) {
    var any = new HardNumbers(format, random).next();
    if (random.nextInt(3) == 0) {
      return any;
    }
    int limit = new int[] {0, 31, 32, 63, 64}[random.nextInt(5)];
    var near = new Rational(power(limit), BigInteger.ONE);
    var distance = Rational.of(random.nextInt(-5, 6)).times(Rational.powerOfTwo(-2));
    var mode = RoundingMode.of(random.nextInt(RoundingMode.CODES));
    var sum = near.plus(distance);
    var signed = random.nextBoolean() ? sum : sum.negate();
    return signed.signum() == 0 ? any : new Oracle(format, mode).round(signed).bits();
  }

  @Property(tries = TRIES)
  void toIntegers(@ForAll BinaryFormat from, @ForAll IntegerFormat to, @ForAll long seed) {
    long bits = aroundIntegers(from, new SplittableRandom(seed));
    for (var mode : RoundingMode.values()) {
      var asked = new Oracle(from, mode).toInteger(bits, lowest(to), highest(to));
      boolean word = to == IntegerFormat.W || to == IntegerFormat.WU;
      var expected = new Outcome(word ? (int) asked.bits() : asked.bits(), asked.flags());
      assertThat(outcome(conversions.toInteger(from, bits, to, mode)))
          .as("%s 0x%x", mode, bits)
          .isEqualTo(expected);
    }
  }

  @Property(tries = TRIES)
  void fromIntegers(
      @ForAll IntegerFormat from, @ForAll BinaryFormat to, @ForAll long any, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    long halfway = (any | 1) << random.nextInt(64) >> random.nextInt(64);
    for (long register : new long[] {any, halfway, halfway + 1, halfway - 1, -halfway}) {
      for (var mode : RoundingMode.values()) {
        assertThat(outcome(conversions.fromInteger(from, register, to, mode)))
            .as("%s 0x%x", mode, register)
            .isEqualTo(new Oracle(to, mode).fromInteger(integer(from, register)));
      }
    }
  }

  @Property(tries = TRIES)
  void singlesToDoubles(@ForAll long seed) {
    long single = new HardNumbers(SINGLE, new SplittableRandom(seed)).next();
    assertThat(outcome(conversions.widen(single)))
        .isEqualTo(new Oracle(DOUBLE, RoundingMode.RNE).convert(SINGLE, single));
  }

  @Property(tries = TRIES)
  void doublesToSingles(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    long bits = new HardNumbers(DOUBLE, random).next();
    // Exponents around the ends of the single range, where any double rarely is.
    int[] exponents = {1023 - 150, 1023 - 149, 1023 - 127, 1023 - 126, 1023 + 127, 1023 + 128};
    long exponent = exponents[random.nextInt(exponents.length)] + random.nextInt(-1, 2);
    long atEnds = (bits & 0x800f_ffff_ffff_ffffL) | exponent << 52;
    for (long number : new long[] {bits, atEnds, atEnds | 0x000f_ffff_e000_0000L}) {
      for (var mode : RoundingMode.values()) {
        var expected = new Oracle(SINGLE, mode).convert(DOUBLE, number);
        assertThat(outcome(conversions.narrow(number, mode)))
            .as("%s 0x%x", mode, number)
            .isEqualTo(expected);
        flags.set(Flags.NX);
        assertThat(outcome(conversions.narrow(number, mode)))
            .as("%s 0x%x, inexact before", mode, number)
            .isEqualTo(new Outcome(expected.bits(), expected.flags() | Flags.NX));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1.1, W, -1, 1",
    "-1.0, W, -1, 0",
    "-0.9, W, 0, 1",
    "0.9, W, 0, 1",
    "1.1, W, 1, 1",
    "-3e9, W, -2147483648, 16",
    "3e9, W, 2147483647, 16",
    "-3.0, WU, 0, 16",
    "-0.9, WU, 0, 1",
    "3e9, WU, -1294967296, 0",
    "5e9, WU, -1, 16",
    "NaN, W, 2147483647, 16",
    "NaN, WU, -1, 16",
    "NaN, L, 9223372036854775807, 16",
    "NaN, LU, -1, 16",
    "-Infinity, L, -9223372036854775808, 16",
    "-Infinity, LU, 0, 16",
    "Infinity, LU, -1, 16",
    "-9223372036854775808.0, L, -9223372036854775808, 0",
    "9223372036854775808.0, L, 9223372036854775807, 16",
    "9223372036854775808.0, LU, -9223372036854775808, 0",
  })
  void truncationByHand(double number, IntegerFormat to, long register, int raised) {
    long bits = Double.doubleToRawLongBits(number);
    assertThat(outcome(conversions.toInteger(DOUBLE, bits, to, RoundingMode.RTZ)))
        .isEqualTo(new Outcome(register, raised));
  }

  @Test
  void zerosAndNansKeepTheRulesBetweenFormats() {
    assertThat(outcome(conversions.widen(0x8000_0000L)))
        .isEqualTo(new Outcome(0x8000_0000_0000_0000L, 0));
    assertThat(outcome(conversions.widen(0xff80_0001L)))
        .isEqualTo(new Outcome(0x7ff8_0000_0000_0000L, Flags.NV));
    assertThat(outcome(conversions.narrow(0xfff8_0000_0000_0001L, RoundingMode.RNE)))
        .isEqualTo(new Outcome(0x7fc0_0000L, 0));
    assertThat(outcome(conversions.narrow(0x8000_0000_0000_0000L, RoundingMode.RUP)))
        .isEqualTo(new Outcome(0x8000_0000L, 0));
  }
}
