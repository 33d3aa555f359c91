package org.backplane.api.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.metric.MetricDescription.Unit;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.junit.jupiter.api.Test;

/** Metrics that go on under other code, and gauges that code tells. */
final class FollowingTest {

  private static Metrics gauge(Unit unit, String summary) {
    return Metrics.of(List.of(MetricDescription.gauge("fill", unit, summary)));
  }

  private final Metrics before = gauge(Unit.BYTES, "How full");
  private final Gauge fill = before.gauge("fill");

  @Test
  void aNewSummaryDoesNotBeginANewNumber() {
    fill.set(3);
    assertThat(gauge(Unit.BYTES, "How full it is").following(before).gauge("fill").value())
        .isEqualTo(3);
  }

  @Test
  void anotherUnitOrKindDoes() {
    fill.set(3);
    assertThat(gauge(Unit.COUNT, "How full").following(before).gauge("fill").value()).isZero();
    var counter = Metrics.of(List.of(MetricDescription.bytes("fill", "How full")));
    assertThat(counter.following(before).counter("fill").value()).isZero();
  }

  @Test
  void whatWasToldLastStaysWhenItsTellerIsLetGo() {
    var teller = new AtomicLong(4);
    Registration following = fill.follow(teller::get);
    before.letGo();
    teller.set(9);
    assertThat(fill.value()).isEqualTo(4);
    following.close(); // late, and of no account
    assertThat(fill.value()).isEqualTo(4);
  }

  @Test
  void aTellerThatFailsSpoilsOnlyItsOwnNumber() {
    fill.set(2);
    Registration following =
        fill.follow(
            () -> {
              throw new NoClassDefFoundError("gone on purpose");
            });
    assertThat(fill.told()).isEmpty();
    following.close();
    assertThat(fill.told()).isEqualTo(OptionalLong.of(2));
  }
}
