package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {

  private static final long SECOND = 1_000_000_000;

  /** Time passes, then somebody takes. */
  record Step(long nanos, long count) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> nanos =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 10),
            Arbitraries.longs().between(0, 3 * SECOND),
            Arbitraries.longs().between(0, Long.MAX_VALUE / 64));
    Arbitrary<Long> counts =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 100),
            Arbitraries.longs().between(0, TokenBucket.MAX_RATE),
            Arbitraries.longs().between(0, Long.MAX_VALUE));
    return Combinators.combine(nanos, counts).as(Step::new).list().ofMaxSize(30);
  }

  @Provide
  Arbitrary<Long> bursts() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(1, 100), Arbitraries.longs().between(1, Long.MAX_VALUE));
  }

  /** The same with numbers that know no end: tokens in parts of a second's. */
  private static final class Model {
    private final BigInteger rate;
    private final BigInteger full;
    private BigInteger level;

    Model(long rate, long burst) {
      this.rate = BigInteger.valueOf(rate);
      this.full = BigInteger.valueOf(burst).multiply(BigInteger.valueOf(SECOND));
      this.level = full;
    }

    void pass(long nanos) {
      level = level.add(rate.multiply(BigInteger.valueOf(nanos))).min(full);
    }

    long available() {
      return level.divide(BigInteger.valueOf(SECOND)).longValueExact();
    }

    void take(long count) {
      BigInteger parts = BigInteger.valueOf(Math.min(count, available()));
      level = level.subtract(parts.multiply(BigInteger.valueOf(SECOND)));
    }
  }

  @Property
  void keepsExactCount(
      @ForAll @LongRange(min = 1, max = TokenBucket.MAX_RATE) long rate,
      @ForAll("bursts") long burst,
      @ForAll("steps") List<Step> steps) {
    long now = 17;
    var bucket = new TokenBucket(rate, burst, now);
    var model = new Model(rate, burst);
    for (Step step : steps) {
      now += step.nanos();
      model.pass(step.nanos());
      assertThat(bucket.available(now)).isEqualTo(model.available());
      bucket.take(step.count(), now);
      model.take(step.count());
      assertThat(bucket.available(now)).isEqualTo(model.available());
    }
  }

  @Property
  void theWaitIsNeitherTooShortNorTooLong(
      @ForAll @LongRange(min = 1, max = TokenBucket.MAX_RATE) long rate,
      @ForAll @LongRange(min = 1, max = 1L << 32) long burst,
      @ForAll @LongRange(min = 0, max = 10 * SECOND) long after,
      @ForAll @LongRange(min = 1, max = 1L << 32) long wanted) {
    var bucket = new TokenBucket(rate, burst, 0);
    bucket.take(burst, 0);
    long count = Math.min(wanted, burst);
    long had = bucket.available(after);
    long wait = bucket.nanosUntil(count, after);
    assertThat(wait == 0).isEqualTo(had >= count);
    if (wait > 0) {
      assertThat(bucket.available(after + wait - 1)).isLessThan(count);
      assertThat(bucket.available(after + wait)).isGreaterThanOrEqualTo(count);
    }
  }

  @Test
  void beginsFullAndFillsUpAtItsRate() {
    var bucket = new TokenBucket(1000, 100, 0);
    assertThat(bucket.available(0)).isEqualTo(100);
    bucket.take(100, 0);
    assertThat(bucket.available(999_999)).isZero();
    assertThat(bucket.available(1_000_000)).isEqualTo(1);
    assertThat(bucket.available(50 * 1_000_000)).isEqualTo(50);
    assertThat(bucket.available(3600 * SECOND)).isEqualTo(100);
  }

  @Test
  void whatWasNotThereIsNotOwed() {
    var bucket = new TokenBucket(1, 10, 0);
    bucket.take(Long.MAX_VALUE, 0);
    assertThat(bucket.available(SECOND)).isEqualTo(1);
  }

  @Test
  void anEndlessWaitIsALongOne() {
    var bucket = new TokenBucket(1, Long.MAX_VALUE, 0);
    bucket.take(Long.MAX_VALUE, 0);
    assertThat(bucket.nanosUntil(Long.MAX_VALUE, 0)).isGreaterThan(Long.MAX_VALUE / 2);
  }

  @Test
  void refusesRatesThatItCannotCount() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(0, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(1, 0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TokenBucket(TokenBucket.MAX_RATE + 1, 1, 0));
  }
}
