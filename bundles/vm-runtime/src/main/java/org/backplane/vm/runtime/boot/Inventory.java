package org.backplane.vm.runtime.boot;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/**
 * What the guest is told of the machine's memory and harts.
 *
 * @param memory by ascending address, the RAM first
 * @param harts by number
 */
public record Inventory(List<Memory> memory, List<Hart> harts) {

  public Inventory {
    memory = List.copyOf(memory);
    harts = List.copyOf(harts);
  }

  /** The NUMA nodes that something is in, by ascending number; none without NUMA. */
  List<Integer> nodes() {
    return Stream.concat(memory.stream().map(Memory::node), harts.stream().map(Hart::node))
        .flatMapToInt(OptionalInt::stream)
        .sorted()
        .distinct()
        .boxed()
        .toList();
  }

  /**
   * RAM or ROM.
   *
   * @param node its NUMA node; empty without NUMA
   */
  public record Memory(Range range, OptionalInt node, boolean writable) {}

  /**
   * A hart.
   *
   * @param isa its instruction set
   * @param mmuType its address translation as device trees name it; {@code riscv,none} without
   * @param node its NUMA node; empty without NUMA
   */
  public record Hart(String isa, String mmuType, OptionalInt node) {}
}
