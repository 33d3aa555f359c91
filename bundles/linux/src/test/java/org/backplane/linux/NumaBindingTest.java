package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumaBindingTest {
  private static final long MIB = 1 << 20;
  private static final Path AREAS = Path.of("/proc/self/numa_maps");

  private static BitSet nodes(int... numbers) {
    var nodes = new BitSet();
    for (int number : numbers) {
      nodes.set(number);
    }
    return nodes;
  }

  private static int missingNode() {
    return NumaTopology.read().cpusByNode().lastKey() + 1;
  }

  /** What the kernel says about the area: its policy, and numbers of pages. */
  private static String area(Mapping mapping) throws IOException {
    String start = HexFormat.of().withLowerCase().toHexDigits(mapping.segment().address());
    String wanted = start.replaceFirst("^0+", "");
    try (Stream<String> lines = Files.lines(AREAS)) {
      return lines.filter(line -> line.startsWith(wanted + " ")).findFirst().orElseThrow();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BIND, bind:0",
    "INTERLEAVE, interleave:0",
    "PREFERRED, prefer (many):0",
    "DEFAULT, default"
  })
  void policyReachesTheKernel(MemoryPolicy policy, String shown) throws IOException {
    assumeTrue(Files.exists(AREAS), "this kernel has no NUMA support");
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB))) {
      mapping.populateWrite(0, MIB / 2); // pages that are there are no obstacle
      mapping.bind(MemoryPolicy.INTERLEAVE, nodes(0));
      mapping.bind(policy, policy == MemoryPolicy.DEFAULT ? nodes() : nodes(0));
      assertThat(area(mapping)).contains(" " + shown + " ");
      mapping.populateWrite(0, MIB);
    }
  }

  @Test
  void nodesThatTheHostHasNotAreLeftOutUnlessThereAreNoOthers() throws IOException {
    assumeTrue(Files.exists(AREAS), "this kernel has no NUMA support");
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB).withShared(true))) {
      mapping.bind(MemoryPolicy.BIND, nodes(0, missingNode(), 100));
      assertThat(area(mapping)).contains(" bind:0 ");
      for (MemoryPolicy policy : MemoryPolicy.values()) {
        assertThatThrownBy(() -> mapping.bind(policy, nodes(missingNode())))
            .isInstanceOf(LinuxException.class)
            .hasMessageContaining("EINVAL")
            .hasMessageContaining(policy + "");
      }
    }
  }

  @Test
  void policyAndNodesMustGoTogether() throws IOException {
    assumeTrue(Files.exists(AREAS), "this kernel has no NUMA support");
    try (var mapping = Mapping.anonymous(MappingSpec.ofSize(MIB))) {
      assertThatThrownBy(() -> mapping.bind(MemoryPolicy.DEFAULT, nodes(0)))
          .hasMessage("mbind to nodes {0} by policy DEFAULT: EINVAL (invalid argument)");
      for (MemoryPolicy policy : new MemoryPolicy[] {MemoryPolicy.BIND, MemoryPolicy.INTERLEAVE}) {
        assertThatThrownBy(() -> mapping.bind(policy, nodes())).hasMessageContaining("EINVAL");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 2, 1", "3, 5, 1", "63, 65, 1", "64, 66, 2", "127, 129, 2"})
  void maskIsAsLongAsTheHighestNodeNeeds(int highest, long maxNode, int words) {
    var binding = new NumaBinding(MemoryPolicy.BIND, nodes(highest));
    assertThat(binding.maxNode()).isEqualTo(maxNode);
    assertThat(binding.mask()).hasSize(words);
    assertThat(BitSet.valueOf(binding.mask())).isEqualTo(nodes(highest));
  }

  @Test
  void noNodesAreAMaskOfZeros() {
    var binding = new NumaBinding(MemoryPolicy.DEFAULT, nodes());
    assertThat(binding.maxNode()).isOne();
    assertThat(binding.mask()).containsExactly(0);
  }
}
