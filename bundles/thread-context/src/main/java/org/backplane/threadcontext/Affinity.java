package org.backplane.threadcontext;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.linux.NumaTopology;

/**
 * Which processors an operator chose, and by which property.
 *
 * @param property {@code cpu-affinity} or {@code node-affinity}
 * @param numbers what was given, one or more
 * @param cpus the processors that this means on this host, one or more
 */
record Affinity(String property, List<Integer> numbers, BitSet cpus) {

  /**
   * What a definition asks for; empty when it leaves the choice to the host.
   *
   * @throws InvalidRequestException both properties are given, or one means no processor
   */
  static Optional<Affinity> of(String subject, PropertyValues values, NumaTopology host)
      throws InvalidRequestException {
    Optional<PropertyValue> cpus = values.find(ThreadContextType.CPU_AFFINITY);
    Optional<PropertyValue> nodes = values.find(ThreadContextType.NODE_AFFINITY);
    if (cpus.isPresent() && nodes.isPresent()) {
      throw mixed(subject);
    }
    if (cpus.isPresent()) {
      return Optional.of(of(subject, ThreadContextType.CPU_AFFINITY, cpus.get(), host));
    }
    return nodes.isPresent()
        ? Optional.of(of(subject, ThreadContextType.NODE_AFFINITY, nodes.get(), host))
        : Optional.empty();
  }

  /**
   * What one of the two properties asks for.
   *
   * @throws InvalidRequestException it means no processor
   */
  static Affinity of(String subject, String property, PropertyValue value, NumaTopology host)
      throws InvalidRequestException {
    List<Integer> numbers = ((PropertyValue.Numbers) value).values();
    if (numbers.isEmpty()) {
      throw new InvalidRequestException(
          subject, property + " must not be empty", "give a number or leave it out");
    }
    BitSet cpus =
        property.equals(ThreadContextType.CPU_AFFINITY) ? bits(numbers) : cpusOf(numbers, host);
    if (cpus.isEmpty()) {
      throw new InvalidRequestException(
          subject,
          "no processor of this host belongs to %s=%s".formatted(property, numbers),
          "this host has the nodes " + host.cpusByNode().keySet());
    }
    return new Affinity(property, numbers, cpus);
  }

  /** The refusal of one property beside the other. */
  static InvalidRequestException mixed(String subject) {
    return new InvalidRequestException(
        subject, "cpu-affinity cannot go with node-affinity", "leave one of them out");
  }

  private static BitSet bits(List<Integer> numbers) {
    var bits = new BitSet();
    numbers.forEach(bits::set);
    return bits;
  }

  private static BitSet cpusOf(List<Integer> nodes, NumaTopology host) {
    var cpus = new BitSet();
    for (int node : nodes) {
      cpus.or(host.cpusByNode().getOrDefault(node, new BitSet()));
    }
    return cpus;
  }
}
