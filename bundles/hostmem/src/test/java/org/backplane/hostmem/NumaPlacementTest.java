package org.backplane.hostmem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumaPlacementTest {

  @ParameterizedTest
  @CsvSource({
    "default, '', ok",
    "default, 0, host-nodes=[0] means nothing to policy=default",
    "preferred, '', policy=preferred needs nodes to choose from",
    "bind, '', policy=bind needs nodes to choose from",
    "interleave, '', policy=interleave needs nodes to choose from",
    "preferred, 0, ok",
    "bind, 0 3, ok",
    "interleave, 127, ok",
  })
  void whatGoesTogether(String policy, String nodes, String outcome) throws Exception {
    var placement = new NumaPlacement(policy, numbers(nodes));
    if (outcome.equals("ok")) {
      placement.checkTogether("m0");
    } else {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> placement.checkTogether("m0"))
          .withMessageStartingWith("m0: " + outcome);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 3 1, 1 3",
    "1, 1, 1",
    "5 2, 0 2 127, 0 2 5 127",
    "1, '', 1",
    "1, 128,",
    "'', 0 65535,",
  })
  void nodesAddUp(String stored, String more, @Nullable String result) throws Exception {
    var placement = new NumaPlacement("bind", numbers(stored));
    if (result == null) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> placement.with("m0", numbers(more)))
          .withMessageContaining("node numbers end at 127");
    } else {
      assertThat(placement.with("m0", numbers(more)).nodes()).isEqualTo(numbers(result));
    }
  }

  private static List<Integer> numbers(String text) {
    return Arrays.stream(text.split(" ")).filter(n -> !n.isEmpty()).map(Integer::valueOf).toList();
  }
}
