package org.backplane.threadcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValues;
import org.backplane.linux.NumaTopology;
import org.backplane.tck.TestProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AffinityTest {

  private static final String SUBJECT = "thread-context 'tc0'";

  /** Nodes 0 and 2 with two processors each, and node 1 without any. */
  private static final NumaTopology HOST = host();

  private static NumaTopology host() {
    var nodes = new TreeMap<Integer, BitSet>();
    nodes.put(0, bits(0, 1));
    nodes.put(1, bits());
    nodes.put(2, bits(2, 3));
    return new NumaTopology(nodes);
  }

  private static BitSet bits(int... numbers) {
    var bits = new BitSet();
    for (int number : numbers) {
      bits.set(number);
    }
    return bits;
  }

  private static PropertyValues given(Map<String, ?> values) {
    return TestProperties.of(ThreadContextType.TYPE, values);
  }

  static Stream<Arguments> accepted() {
    return Stream.of(
        Arguments.of("cpu-affinity", List.of(1), bits(1)),
        Arguments.of("cpu-affinity", List.of(0, 9), bits(0, 9)),
        Arguments.of("node-affinity", List.of(0), bits(0, 1)),
        Arguments.of("node-affinity", List.of(0, 2), bits(0, 1, 2, 3)),
        Arguments.of("node-affinity", List.of(2, 1, 77, 65535), bits(2, 3)));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void means(String property, List<Integer> numbers, BitSet cpus) throws Exception {
    Affinity affinity = Affinity.of(SUBJECT, given(Map.of(property, numbers)), HOST).orElseThrow();
    assertThat(affinity.cpus()).isEqualTo(cpus);
    assertThat(affinity.property()).isEqualTo(property);
  }

  @Test
  void mayBeLeftToTheHost() throws Exception {
    assertThat(Affinity.of(SUBJECT, given(Map.of()), HOST)).isEmpty();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            Map.of("cpu-affinity", List.of()),
            "cpu-affinity must not be empty; give a number or leave it out"),
        Arguments.of(
            Map.of("node-affinity", List.of()),
            "node-affinity must not be empty; give a number or leave it out"),
        Arguments.of(
            Map.of("node-affinity", List.of(1, 7)),
            "no processor of this host belongs to node-affinity=[1, 7]; this host has the nodes"
                + " [0, 1, 2]"),
        Arguments.of(
            Map.of("cpu-affinity", List.of(0), "node-affinity", List.of(0)),
            "cpu-affinity cannot go with node-affinity; leave one of them out"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Map<String, ?> values, String message) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> Affinity.of(SUBJECT, given(values), HOST))
        .withMessage(SUBJECT + ": " + message);
  }
}
