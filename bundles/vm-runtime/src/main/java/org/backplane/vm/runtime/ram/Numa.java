package org.backplane.vm.runtime.ram;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest.NumaNode;

/**
 * The machine's NUMA nodes, by ascending number; none when nobody asked for NUMA.
 *
 * @param nodes with distinct numbers, and each hart in one of them at most
 */
record Numa(List<NumaNode> nodes) {

  private static final int MAX_NUMBER = 127;

  public Numa {
    nodes = nodes.stream().sorted(Comparator.comparingInt(NumaNode::number)).toList();
  }

  /**
   * Checks numbers and harts.
   *
   * @param harts how many the machine has
   */
  public static Numa of(List<NumaNode> nodes, int harts) throws InvalidRequestException {
    Set<Integer> numbers = new HashSet<>();
    Set<Integer> assigned = new HashSet<>();
    for (NumaNode node : nodes) {
      if (node.number() < 0 || node.number() > MAX_NUMBER) {
        throw refused(node, "node numbers are 0 to " + MAX_NUMBER, "");
      }
      if (!numbers.add(node.number())) {
        throw refused(node, "there is another node of this number", "number each node differently");
      }
      for (int hart : node.cpus()) {
        if (hart < 0 || hart >= harts) {
          throw refused(node, "there is no hart " + hart, "give cpus=0 to " + (harts - 1));
        }
        if (!assigned.add(hart)) {
          throw refused(node, "hart %d is in two nodes".formatted(hart), "give each hart once");
        }
      }
    }
    return new Numa(nodes);
  }

  /** Whether the guest is told of nodes at all. */
  public boolean asked() {
    return !nodes.isEmpty();
  }

  /** Whether there is a node of that number; without NUMA everything is in node 0. */
  boolean has(long number) {
    return asked() ? nodes.stream().anyMatch(node -> node.number() == number) : number == 0;
  }

  /** The node as the guest is told; empty without NUMA. */
  OptionalInt told(int number) {
    return asked() ? OptionalInt.of(number) : OptionalInt.empty();
  }

  /** The node of a hart as the guest is told: its own, or else the first. */
  public OptionalInt ofHart(int hart) {
    return nodes.stream()
        .filter(node -> node.cpus().contains(hart))
        .findFirst()
        .or(() -> nodes.stream().findFirst())
        .map(node -> OptionalInt.of(node.number()))
        .orElseGet(OptionalInt::empty);
  }

  private static InvalidRequestException refused(NumaNode node, String problem, String advice) {
    return new InvalidRequestException("-numa node,nodeid=" + node.number(), problem, advice);
  }
}
