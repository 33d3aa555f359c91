package org.backplane.vm.runtime.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.trace.TraceGroup;
import org.backplane.api.trace.TracePoint;
import org.junit.jupiter.api.Test;

/** All trace points of the machine. */
final class TracesTest {

  private final Traces traces = Traces.unheard();

  private List<TracePoint> points() {
    return Stream.<TraceGroup>of(
            traces.machine(),
            traces.board(),
            traces.supervisor(),
            traces.memory(),
            traces.virtio(),
            traces.rng(),
            traces.console())
        .flatMap(group -> group.points().stream())
        .toList();
  }

  @Test
  void haveANameEachThatPatternsCanMatch() {
    assertThat(points()).hasSizeGreaterThan(40);
    assertThat(points()).extracting(TracePoint::name).doesNotHaveDuplicates();
    assertThat(points())
        .extracting(TracePoint::name)
        .allMatch(name -> name.matches("[a-z][a-z0-9]*(_[a-z0-9]+)+"));
  }

  @Test
  void haveFieldsOfDifferentNames() {
    for (TracePoint point : points()) {
      assertThat(point.fields())
          .as(point.name())
          .extracting(field -> field.name())
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void areTheSameOnesEachTimeAndSilentAtFirst() {
    assertThat(points()).containsExactlyElementsOf(points());
    assertThat(points()).noneMatch(TracePoint::enabled);
  }
}
