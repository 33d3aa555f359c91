package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private static final long BASE = 4096;

  @Property
  void blockAndGuardsLieWithinTheRegion(
      @ForAll @LongRange(min = 1, max = 1L << 40) long size,
      @ForAll @IntRange(max = 40) int alignmentShift,
      @ForAll @IntRange(min = 12, max = 34) int pageShift,
      @ForAll @LongRange(min = 1, max = 1L << 34) long regionPage) {
    long page = 1L << pageShift;
    var spec = MappingSpec.ofSize(size).withAlignmentBytes(1L << alignmentShift);
    Placement placement = Placement.of(spec, page, BASE).orElseThrow();
    long region = regionPage * BASE;
    long start = placement.start(region);
    assertThat(placement.sizeBytes() % page).isZero();
    assertThat(placement.sizeBytes() - size).isBetween(0L, page - 1);
    assertThat(start % Math.max(page, 1L << alignmentShift)).isZero();
    assertThat(start - BASE).isGreaterThanOrEqualTo(region);
    assertThat(start + placement.sizeBytes() + BASE)
        .isLessThanOrEqualTo(region + placement.regionBytes());
  }

  @Test
  void whatExceedsAllAddressesHasNoPlace() {
    for (long size :
        new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 5000, Long.MAX_VALUE - (2L << 20)}) {
      assertThat(Placement.of(MappingSpec.ofSize(size), BASE, BASE)).isEmpty();
    }
    var far = MappingSpec.ofSize(1L << 62).withAlignmentBytes(1L << 62);
    assertThat(Placement.of(far, BASE, BASE)).isEmpty();
  }
}
