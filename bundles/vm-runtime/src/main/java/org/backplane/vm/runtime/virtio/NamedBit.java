package org.backplane.vm.runtime.virtio;

import java.util.List;

/**
 * A bit of a register or of a set of features, as an operator reads of it.
 *
 * @param mask that bit
 * @param name its name in virtio 1.2
 */
public record NamedBit(long mask, String name) {

  /** The names of the bits that are set, in the order of the known ones. */
  static List<String> names(long bits, List<NamedBit> known) {
    return known.stream().filter(it -> (bits & it.mask) != 0).map(NamedBit::name).toList();
  }

  /** The bits that have no name. */
  static long unknown(long bits, List<NamedBit> known) {
    return known.stream().mapToLong(NamedBit::mask).reduce(bits, (rest, mask) -> rest & ~mask);
  }
}
