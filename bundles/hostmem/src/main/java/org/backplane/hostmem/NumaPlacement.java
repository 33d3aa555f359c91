package org.backplane.hostmem;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MemoryPolicy;

/**
 * On which NUMA nodes of the host memory shall lie.
 *
 * @param policy how nodes are chosen, one of the words of {@code HostMemPolicy}
 * @param nodes the nodes to choose from, ascending, each once
 */
public record NumaPlacement(String policy, List<Integer> nodes) {

  /** The policy that needs no nodes. */
  public static final String DEFAULT = "default";

  /** All policies, in the words of the property. */
  static final List<String> POLICIES = List.of(DEFAULT, "preferred", "bind", "interleave");

  private static final int NODES_AT_MOST = 128;

  public NumaPlacement {
    nodes = List.copyOf(new TreeSet<>(nodes));
  }

  /**
   * The same with more nodes to choose from.
   *
   * @throws InvalidRequestException a node is beyond what any host has
   */
  NumaPlacement with(String subject, List<Integer> more) throws InvalidRequestException {
    checkNodes(subject, more);
    var all = new TreeSet<>(nodes);
    all.addAll(more);
    return new NumaPlacement(policy, List.copyOf(all));
  }

  /** Whether all nodes are within the range of node numbers. */
  static void checkNodes(String subject, List<Integer> nodes) throws InvalidRequestException {
    for (int node : nodes) {
      if (node >= NODES_AT_MOST) {
        throw new InvalidRequestException(
            subject,
            "host-nodes has %d, but node numbers end at %d".formatted(node, NODES_AT_MOST - 1),
            "see /sys/devices/system/node for the nodes of this host");
      }
    }
  }

  /** Whether policy and nodes go together; asked when memory is made, not when one is changed. */
  void checkTogether(String subject) throws InvalidRequestException {
    if (policy.equals(DEFAULT) && !nodes.isEmpty()) {
      throw new InvalidRequestException(
          subject,
          "host-nodes=%s means nothing to policy=default".formatted(nodes),
          "give policy=bind, preferred or interleave, or leave host-nodes out");
    }
    if (!policy.equals(DEFAULT) && nodes.isEmpty()) {
      throw new InvalidRequestException(
          subject,
          "policy=%s needs nodes to choose from".formatted(policy),
          "give host-nodes, or leave policy out");
    }
  }

  /**
   * Tells the kernel, before pages are taken. The kernel leaves out nodes that it does not have.
   */
  void apply(String subject, Mapping mapping) throws HostException {
    if (policy.equals(DEFAULT)) {
      return;
    }
    var wanted = new BitSet();
    nodes.forEach(wanted::set);
    try {
      mapping.bind(MemoryPolicy.valueOf(policy.toUpperCase(Locale.ROOT)), wanted);
    } catch (LinuxException e) {
      throw HostRefusal.of(
          subject, "policy=%s with host-nodes=%s failed".formatted(policy, nodes), e);
    }
  }
}
