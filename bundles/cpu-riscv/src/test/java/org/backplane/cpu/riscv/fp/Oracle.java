package org.backplane.cpu.riscv.fp;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.backplane.cpu.riscv.fp.Datum.Finite;
import org.backplane.cpu.riscv.fp.Datum.Infinity;
import org.backplane.cpu.riscv.fp.Datum.Nan;

/** What the standard asks for, by exact fractions and slowly. */
record Oracle(BinaryFormat format, RoundingMode mode) {

  private int fractionBits() {
    return format == BinaryFormat.SINGLE ? 23 : 52;
  }

  private int bias() {
    return format == BinaryFormat.SINGLE ? 127 : 1023;
  }

  long nan() {
    return format == BinaryFormat.SINGLE ? 0x7fc0_0000L : 0x7ff8_0000_0000_0000L;
  }

  private long signed(boolean negative, long magnitude) {
    return negative ? magnitude | 1L << (format == BinaryFormat.SINGLE ? 31 : 63) : magnitude;
  }

  private Outcome infinity(boolean negative, int flags) {
    return new Outcome(signed(negative, (2L * bias() + 1) << fractionBits()), flags);
  }

  private Outcome zero(boolean negative) {
    return new Outcome(signed(negative, 0), 0);
  }

  private Outcome invalid() {
    return new Outcome(nan(), Flags.NV);
  }

  private Outcome quiet(Datum... operands) {
    boolean signaling = Stream.of(operands).anyMatch(d -> d instanceof Nan(var s) && s);
    return new Outcome(nan(), signaling ? Flags.NV : 0);
  }

  /** Rounds to the numbers of the format, as if the exponent had no bounds but those given. */
  private Rational quantized(Rational exact, int lowestExponent) {
    int exponent = Math.max(exact.abs().exponent(), lowestExponent);
    var quantum = Rational.powerOfTwo(exponent - fractionBits());
    return new Rational(exact.over(quantum).round(mode), BigInteger.ONE).times(quantum);
  }

  /** Rounds what is not zero. */
  Outcome round(Rational exact) {
    boolean negative = exact.signum() < 0;
    int lowest = 1 - bias();
    var unbounded = quantized(exact, Integer.MIN_VALUE);
    var rounded = quantized(exact, lowest);
    if (rounded.abs().compareTo(Rational.powerOfTwo(bias() + 1)) >= 0) {
      boolean toInfinity =
          switch (mode) {
            case RNE, RMM -> true;
            case RTZ -> false;
            case RDN -> negative;
            case RUP -> !negative;
          };
      var infinity = infinity(negative, Flags.OF | Flags.NX);
      return toInfinity ? infinity : new Outcome(infinity.bits() - 1, infinity.flags());
    }
    boolean inexact = rounded.compareTo(exact) != 0;
    boolean tiny = unbounded.abs().compareTo(Rational.powerOfTwo(lowest)) < 0;
    int flags = inexact ? tiny ? Flags.NX | Flags.UF : Flags.NX : 0;
    return new Outcome(signed(negative, encode(rounded.abs(), lowest)), flags);
  }

  private long encode(Rational magnitude, int lowest) {
    if (magnitude.signum() == 0) {
      return 0;
    }
    int exponent = Math.max(magnitude.exponent(), lowest);
    long significand =
        magnitude.over(Rational.powerOfTwo(exponent - fractionBits())).floor().longValueExact();
    boolean subnormal = significand < 1L << fractionBits();
    long stored = subnormal ? 0 : exponent + bias();
    return stored << fractionBits() | (significand & ((1L << fractionBits()) - 1));
  }

  private Outcome sum(Finite x, Finite y) {
    var exact = x.value().plus(y.value());
    if (exact.signum() != 0) {
      return round(exact);
    }
    return zero(x.negative() == y.negative() ? x.negative() : mode == RoundingMode.RDN);
  }

  private Outcome sum(Datum x, Datum y) {
    if (x instanceof Finite a && y instanceof Finite b) {
      return sum(a, b);
    }
    if (x instanceof Nan || y instanceof Nan) {
      return quiet(x, y);
    }
    if (x instanceof Infinity(var a) && y instanceof Infinity(var b) && a != b) {
      return invalid();
    }
    boolean negative = x instanceof Infinity(var a) ? a : y instanceof Infinity(var b) && b;
    return infinity(negative, 0);
  }

  Outcome add(long a, long b) {
    return sum(Datum.of(format, a), Datum.of(format, b));
  }

  Outcome subtract(long a, long b) {
    return sum(Datum.of(format, a), negated(Datum.of(format, b)));
  }

  private static Datum negated(Datum datum) {
    return switch (datum) {
      case Nan nan -> nan;
      case Infinity(var negative) -> new Infinity(!negative);
      case Finite(var negative, var value) -> new Finite(!negative, value.negate());
    };
  }

  private static boolean isNegative(Datum datum) {
    return switch (datum) {
      case Nan _ -> false;
      case Infinity(var negative) -> negative;
      case Finite(var negative, _) -> negative;
    };
  }

  private static boolean isZero(Datum datum) {
    return datum instanceof Finite(_, var value) && value.signum() == 0;
  }

  Outcome multiply(long a, long b) {
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    if (x instanceof Nan || y instanceof Nan) {
      return quiet(x, y);
    }
    boolean negative = isNegative(x) != isNegative(y);
    if (x instanceof Infinity || y instanceof Infinity) {
      return isZero(x) || isZero(y) ? invalid() : infinity(negative, 0);
    }
    var exact = ((Finite) x).value().times(((Finite) y).value());
    return exact.signum() == 0 ? zero(negative) : round(exact);
  }

  Outcome divide(long a, long b) {
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    if (x instanceof Nan || y instanceof Nan) {
      return quiet(x, y);
    }
    boolean negative = isNegative(x) != isNegative(y);
    if ((isZero(x) && isZero(y)) || (x instanceof Infinity && y instanceof Infinity)) {
      return invalid();
    }
    if (x instanceof Infinity) {
      return infinity(negative, 0);
    }
    if (y instanceof Infinity || isZero(x)) {
      return zero(negative);
    }
    if (isZero(y)) {
      return infinity(negative, Flags.DZ);
    }
    return round(((Finite) x).value().over(((Finite) y).value()));
  }

  Outcome squareRoot(long a) {
    var x = Datum.of(format, a);
    if (x instanceof Nan) {
      return quiet(x);
    }
    if (isZero(x)) {
      return new Outcome(a, 0);
    }
    if (isNegative(x)) {
      return invalid();
    }
    return x instanceof Finite(_, var value) ? round(value.squareRoot()) : infinity(false, 0);
  }

  /** {@code a * b + c} with the product and the third negated as asked. */
  Outcome fused(long a, long b, long c, boolean negateProduct, boolean negateThird) {
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    var third = Datum.of(format, c);
    boolean infinite = x instanceof Infinity || y instanceof Infinity;
    if (infinite && (isZero(x) || isZero(y))) {
      return invalid();
    }
    if (x instanceof Nan || y instanceof Nan || third instanceof Nan) {
      return quiet(x, y, third);
    }
    boolean negative = isNegative(x) != isNegative(y);
    var product =
        infinite
            ? new Infinity(negative)
            : new Finite(negative, ((Finite) x).value().times(((Finite) y).value()));
    return sum(negateProduct ? negated(product) : product, negateThird ? negated(third) : third);
  }

  /** Conversion from the other format or, for the sake of the test, from this one. */
  Outcome convert(BinaryFormat from, long bits) {
    var x = Datum.of(from, bits);
    return switch (x) {
      case Nan _ -> quiet(x);
      case Infinity(var negative) -> infinity(negative, 0);
      case Finite(var negative, var value) -> value.signum() == 0 ? zero(negative) : round(value);
    };
  }

  Outcome fromInteger(BigInteger integer) {
    return integer.signum() == 0 ? zero(false) : round(new Rational(integer, BigInteger.ONE));
  }

  /** Conversion to an integer between two limits. */
  Outcome toInteger(long bits, BigInteger lowest, BigInteger highest) {
    return switch (Datum.of(format, bits)) {
      case Nan _ -> new Outcome(highest.longValue(), Flags.NV);
      case Infinity(var negative) ->
          new Outcome((negative ? lowest : highest).longValue(), Flags.NV);
      case Finite(_, var value) -> {
        var integer = value.round(mode);
        var nearest = integer.max(lowest).min(highest);
        boolean exact = value.compareTo(new Rational(integer, BigInteger.ONE)) == 0;
        int flags = !nearest.equals(integer) ? Flags.NV : exact ? 0 : Flags.NX;
        yield new Outcome(nearest.longValue(), flags);
      }
    };
  }
}
