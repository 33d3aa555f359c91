package org.backplane.cpu.riscv.fp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.backplane.cpu.riscv.fp.Datum.Finite;
import org.backplane.cpu.riscv.fp.Datum.Infinity;
import org.backplane.cpu.riscv.fp.Datum.Nan;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

  private static final int TRIES = 5000;

  private final Flags flags = new Flags();
  private final Comparison comparison = new Comparison(flags);

  private int raised() {
    int raised = flags.bits();
    flags.set(0);
    return raised;
  }

  /** Less than, equal to or greater than zero as the first is to the second; neither is NaN. */
  private static int compare(Datum a, Datum b) {
    return extended(a).compareTo(extended(b));
  }

  private static Rational extended(Datum datum) {
    return switch (datum) {
      case Nan _ -> throw new AssertionError();
      case Infinity(var negative) ->
          negative ? Rational.powerOfTwo(2000).negate() : Rational.powerOfTwo(2000);
      case Finite(_, var value) -> value;
    };
  }

  private static boolean isSignaling(Datum datum) {
    return datum instanceof Nan(var signaling) && signaling;
  }

  @Property(tries = TRIES)
  void comparisons(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = new HardNumbers(format, new SplittableRandom(seed));
    long a = numbers.next();
    long b = numbers.second(a);
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    boolean unordered = x instanceof Nan || y instanceof Nan;
    int order = unordered ? 0 : compare(x, y);
    int signaling = isSignaling(x) || isSignaling(y) ? Flags.NV : 0;

    assertThat(comparison.equal(format, a, b)).isEqualTo(!unordered && order == 0);
    assertThat(raised()).isEqualTo(signaling);
    assertThat(comparison.less(format, a, b)).isEqualTo(!unordered && order < 0);
    assertThat(raised()).isEqualTo(unordered ? Flags.NV : 0);
    assertThat(comparison.lessOrEqual(format, a, b)).isEqualTo(!unordered && order <= 0);
    assertThat(raised()).isEqualTo(unordered ? Flags.NV : 0);
  }

  @Property(tries = TRIES)
  void choices(@ForAll BinaryFormat format, @ForAll long seed) {
    var numbers = new HardNumbers(format, new SplittableRandom(seed));
    long a = numbers.next();
    long b = numbers.second(a);
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    int signaling = isSignaling(x) || isSignaling(y) ? Flags.NV : 0;

    assertThat(comparison.minimum(format, a, b)).isEqualTo(chosen(format, a, b, -1));
    assertThat(raised()).isEqualTo(signaling);
    assertThat(comparison.maximum(format, a, b)).isEqualTo(chosen(format, a, b, 1));
    assertThat(raised()).isEqualTo(signaling);
  }

  @ParameterizedTest
  @CsvSource({"SINGLE, 80000000", "DOUBLE, 8000000000000000"})
  void zerosAreEqualWhateverTheirSigns(BinaryFormat format, String hex) {
    long negative = Long.parseUnsignedLong(hex, 16);
    assertThat(comparison.equal(format, negative, 0)).isTrue();
    assertThat(comparison.less(format, negative, 0)).isFalse();
    assertThat(comparison.lessOrEqual(format, 0, negative)).isTrue();
    assertThat(comparison.less(format, negative | 1, negative)).isTrue();
    assertThat(comparison.less(format, negative, 1)).isTrue();
  }

  private static long chosen(BinaryFormat format, long a, long b, int sign) {
    var x = Datum.of(format, a);
    var y = Datum.of(format, b);
    if (x instanceof Nan) {
      return y instanceof Nan ? new Oracle(format, RoundingMode.RNE).nan() : b;
    }
    if (y instanceof Nan) {
      return a;
    }
    int order = compare(x, y);
    if (order == 0 && x instanceof Finite(var negative, _) && negative) {
      order = -1; // the negative zero is the lesser one
    } else if (order == 0 && y instanceof Finite(var negative, _) && negative) {
      order = 1;
    }
    return Integer.signum(order) == -sign ? b : a;
  }
}
