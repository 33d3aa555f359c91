package org.backplane.vm.runtime.ram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.ObjectPath;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.boot.Inventory;

/** The machine's RAM: memory backends one after the other, leased for as long as it lives. */
final class MachineRam implements AutoCloseable {

  private final List<Part> parts;
  private final Optional<ObjectPath> backend;
  private final Runnable afterwards;

  private record Part(LeasedMemory memory, long address, OptionalInt node) {}

  /**
   * A piece of RAM that has no place yet.
   *
   * @param node its NUMA node, as the guest is told
   */
  record Loose(LeasedMemory memory, OptionalInt node) {}

  /**
   * @param backend what the machine's {@code memory-backend} reads
   * @param afterwards what to do when the leases have ended
   */
  MachineRam(List<Loose> memories, Optional<ObjectPath> backend, Runnable afterwards) {
    this.backend = backend;
    this.afterwards = afterwards;
    List<Part> placed = new ArrayList<>();
    long address = MemoryMap.RAM_ADDRESS;
    for (Loose loose : memories) {
      placed.add(new Part(loose.memory(), address, loose.node()));
      address += loose.memory().sizeBytes();
    }
    this.parts = List.copyOf(placed);
  }

  /** What the host has taken away so far. */
  Map<ObjectPath, MemoryLoss> losses() {
    Map<ObjectPath, MemoryLoss> losses = new LinkedHashMap<>();
    for (Part part : parts) {
      part.memory().loss().ifPresent(loss -> losses.put(part.memory().backend(), loss));
    }
    return losses;
  }

  public long sizeBytes() {
    return parts.stream().mapToLong(part -> part.memory().sizeBytes()).sum();
  }

  /** The one backend that the machine was given or made; empty when its nodes brought theirs. */
  public Optional<ObjectPath> backend() {
    return backend;
  }

  /** As the guest meets it. */
  public List<RamBlock> blocks() {
    return parts.stream().map(part -> part.memory().at(part.address())).toList();
  }

  /** As operators see it. */
  public List<MemoryRegion> regions() {
    return parts.stream().map(part -> part.memory().regionAt(part.address())).toList();
  }

  /** As the guest is told of it. */
  public List<Inventory.Memory> inventory() {
    return parts.stream()
        .map(
            part ->
                new Inventory.Memory(
                    new Range(part.address(), part.memory().sizeBytes()), part.node(), true))
        .toList();
  }

  @Override
  public void close() {
    parts.forEach(part -> part.memory().close());
    afterwards.run();
  }
}
