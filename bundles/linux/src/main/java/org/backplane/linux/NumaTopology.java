package org.backplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The host's NUMA nodes that are online.
 *
 * @param cpusByNode processors of each node, by its number; empty for a node that has memory only.
 *     Not to be changed.
 */
public record NumaTopology(SortedMap<Integer, BitSet> cpusByNode) {
  private static final Path SYSTEM = Path.of("/sys/devices/system");

  /** Copies the map. */
  public NumaTopology {
    var copy = new TreeMap<Integer, BitSet>();
    cpusByNode.forEach((node, cpus) -> copy.put(node, BitSet.valueOf(cpus.toLongArray())));
    cpusByNode = Collections.unmodifiableSortedMap(copy);
  }

  /** Looks at the host. One that does not tell of nodes has node 0 with all its processors. */
  public static NumaTopology read() {
    return read(SYSTEM);
  }

  static NumaTopology read(Path system) {
    try {
      return new NumaTopology(nodes(system.resolve("node")));
    } catch (IOException | NumberFormatException _) {
      var one = new TreeMap<Integer, BitSet>();
      one.put(0, onlineCpus(system.resolve("cpu/online")));
      return new NumaTopology(one);
    }
  }

  private static SortedMap<Integer, BitSet> nodes(Path folder) throws IOException {
    var nodes = new TreeMap<Integer, BitSet>();
    BitSet online = RangeList.parse(Files.readString(folder.resolve("online")));
    for (int node : online.stream().toArray()) {
      Path list = folder.resolve("node" + node).resolve("cpulist");
      nodes.put(node, RangeList.parse(Files.readString(list)));
    }
    return nodes;
  }

  private static BitSet onlineCpus(Path source) {
    try {
      return RangeList.parse(Files.readString(source));
    } catch (IOException | NumberFormatException _) {
      var cpus = new BitSet();
      cpus.set(0, Runtime.getRuntime().availableProcessors());
      return cpus;
    }
  }
}
