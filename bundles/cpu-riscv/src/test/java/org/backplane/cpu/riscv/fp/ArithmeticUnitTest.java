package org.backplane.cpu.riscv.fp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every operation in every mode, with and without inexact accrued before, against the oracle. */
class ArithmeticUnitTest {

  private static final int TRIES = 2000;

  private final Flags flags = new Flags();

  private ArithmeticUnit unit(BinaryFormat format) {
    return format == BinaryFormat.SINGLE ? new SingleUnit(flags) : new DoubleUnit(flags);
  }

  private static HardNumbers numbers(BinaryFormat format, long seed) {
    return new HardNumbers(format, new SplittableRandom(seed));
  }

  private interface Operation {
    long apply(ArithmeticUnit unit, RoundingMode mode);
  }

  private void check(
      BinaryFormat format, String what, Function<Oracle, Outcome> asked, Operation operation) {
    var unit = unit(format);
    for (var mode : RoundingMode.values()) {
      var expected = asked.apply(new Oracle(format, mode));
      checkWithFlags(0, mode + " " + what, expected, _ -> operation.apply(unit, mode));
      checkWithFlags(Flags.NX, mode + " " + what, expected, _ -> operation.apply(unit, mode));
    }
  }

  private void checkWithFlags(
      int accrued, String what, Outcome expected, ToLongFunction<Flags> operation) {
    flags.set(accrued);
    long actual = operation.applyAsLong(flags);
    assertThat(new Outcome(actual, flags.bits()))
        .as(what)
        .isEqualTo(new Outcome(expected.bits(), expected.flags() | accrued));
  }

  private static String hex(long... operands) {
    var text = new StringBuilder();
    for (long operand : operands) {
      text.append(" 0x").append(Long.toHexString(operand));
    }
    return text.toString();
  }

  @Property(tries = TRIES)
  void sumsAndDifferences(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = numbers(format, seed);
    long a = numbers.next();
    long b = numbers.second(a);
    check(format, "add" + hex(a, b), o -> o.add(a, b), (u, mode) -> u.add(a, b, mode));
    check(format, "sub" + hex(a, b), o -> o.subtract(a, b), (u, mode) -> u.subtract(a, b, mode));
  }

  @Property(tries = TRIES)
  void products(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = numbers(format, seed);
    long a = numbers.next();
    long b = numbers.second(a);
    check(format, "mul" + hex(a, b), o -> o.multiply(a, b), (u, mode) -> u.multiply(a, b, mode));
  }

  @Property(tries = TRIES)
  void quotients(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = numbers(format, seed);
    long a = numbers.next();
    long b = numbers.second(a);
    check(format, "div" + hex(a, b), o -> o.divide(a, b), (u, mode) -> u.divide(a, b, mode));
  }

  /** A product divided by a factor: exact quotients, which random operands rarely have. */
  @Property(tries = TRIES)
  void exactQuotientsAndRoots(@ForAll BinaryFormat format, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    int bits = format == BinaryFormat.SINGLE ? 12 : 26;
    long x = random.nextLong(1, 1L << bits);
    long y = random.nextLong(1, 1L << bits);
    var exact = new Oracle(format, RoundingMode.RNE);
    long factor = exact.round(Rational.of(x)).bits();
    long product = exact.round(Rational.of(x * y)).bits();
    long square = exact.round(Rational.of(x * x)).bits();
    check(
        format,
        "div" + hex(product, factor),
        o -> o.divide(product, factor),
        (u, mode) -> u.divide(product, factor, mode));
    check(
        format,
        "sqrt" + hex(square),
        o -> o.squareRoot(square),
        (u, mode) -> u.squareRoot(square, mode));
  }

  @Property(tries = TRIES)
  void roots(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = numbers(format, seed);
    long a = numbers.next();
    long b = format.magnitude(numbers.next());
    check(format, "sqrt" + hex(a), o -> o.squareRoot(a), (u, mode) -> u.squareRoot(a, mode));
    check(format, "sqrt" + hex(b), o -> o.squareRoot(b), (u, mode) -> u.squareRoot(b, mode));
  }

  @Property(tries = TRIES)
  void fusedSums(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = numbers(format, seed);
    long a = numbers.next();
    long b = numbers.second(a);
    long c = numbers.third(a, b);
    String operands = hex(a, b, c);
    check(
        format,
        "fmadd" + operands,
        o -> o.fused(a, b, c, false, false),
        (u, mode) -> u.fusedMultiplyAdd(a, b, c, mode));
    check(
        format,
        "fmsub" + operands,
        o -> o.fused(a, b, c, false, true),
        (u, mode) -> u.fusedMultiplySubtract(a, b, c, mode));
    check(
        format,
        "fnmsub" + operands,
        o -> o.fused(a, b, c, true, false),
        (u, mode) -> u.negatedMultiplySubtract(a, b, c, mode));
    check(
        format,
        "fnmadd" + operands,
        o -> o.fused(a, b, c, true, true),
        (u, mode) -> u.negatedMultiplyAdd(a, b, c, mode));
  }
}
