package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumaTopologyTest {
  @TempDir Path system;

  private void write(String name, String text) throws IOException {
    Path file = system.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static BitSet bits(int... numbers) {
    var bits = new BitSet();
    for (int number : numbers) {
      bits.set(number);
    }
    return bits;
  }

  @Test
  void nodesHaveTheirProcessors() throws IOException {
    write("node/online", "0,2-3\n");
    write("node/node0/cpulist", "0-1,4\n");
    write("node/node2/cpulist", "2-3\n");
    write("node/node3/cpulist", "\n");
    var topology = NumaTopology.read(system);
    assertThat(topology.cpusByNode()).containsOnlyKeys(0, 2, 3);
    assertThat(topology.cpusByNode())
        .containsEntry(0, bits(0, 1, 4))
        .containsEntry(2, bits(2, 3))
        .containsEntry(3, bits());
  }

  @Test
  void hostWithoutNodesIsOneNode() throws IOException {
    write("cpu/online", "0-6\n");
    assertThat(NumaTopology.read(system).cpusByNode())
        .containsOnlyKeys(0)
        .containsEntry(0, bits(0, 1, 2, 3, 4, 5, 6));
    write("node/online", "0-99999999\n");
    assertThat(NumaTopology.read(system).cpusByNode()).as("nonsense").containsOnlyKeys(0);
    Files.delete(system.resolve("cpu/online"));
    assertThat(NumaTopology.read(system).cpusByNode().get(0).isEmpty()).isFalse();
  }

  @Test
  void thisHostHasANodeWithThisThreadsProcessors() throws IOException {
    var all = new BitSet();
    NumaTopology.read().cpusByNode().values().forEach(all::or);
    BitSet ours = ThreadAffinity.current();
    ours.andNot(all);
    assertThat(ours.isEmpty()).isTrue();
  }

  @Test
  void mapIsACopyThatCannotBeChanged() throws IOException {
    var topology = NumaTopology.read();
    assertThatThrownBy(() -> topology.cpusByNode().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
