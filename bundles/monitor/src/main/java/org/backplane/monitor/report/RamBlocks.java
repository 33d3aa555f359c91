package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.monitor.report.MemoryBackends.Backend;

/** Reports all memory blocks: those of the machine by address, then those that nobody uses. */
public final class RamBlocks {

  /** The property by which a memory backend tells the size of its host pages. */
  static final String PAGE_SIZE = "x-page-size";

  private final MemoryBackends backends;
  private final List<RamBlock> blocks = new ArrayList<>();
  private long offset;

  private RamBlocks(ObjectRegistry registry) {
    backends = new MemoryBackends(registry);
  }

  /** A heading, and a line for each block. */
  public static List<String> lines(ObjectRegistry registry, Optional<VirtualMachine> machine) {
    var report = new RamBlocks(registry);
    report.collect(machine.map(VirtualMachine::memory).orElse(List.of()));
    var lines = new ArrayList<String>();
    lines.add(RamBlock.heading());
    report.blocks.forEach(block -> lines.add(block.toLine()));
    return lines;
  }

  private void collect(List<MemoryRegion> regions) {
    regions.forEach(this::addUsed);
    var used = regions.stream().map(MemoryRegion::backend).collect(Collectors.toSet());
    backends.list().stream().filter(b -> !used.contains(b.path())).forEach(this::addUnused);
  }

  private void addUsed(MemoryRegion region) {
    add(
        new RamBlock(
            region.name(),
            OptionalLong.of(region.pageSizeBytes()),
            offset,
            region.sizeBytes(),
            region.sizeBytes(),
            OptionalLong.of(region.address()),
            region.writable()));
  }

  private void addUnused(Backend backend) {
    long total = backend.number("x-mapped-size").orElseGet(backend::size);
    add(
        new RamBlock(
            "",
            backend.number(PAGE_SIZE).map(OptionalLong::of).orElse(OptionalLong.empty()),
            offset,
            backend.size(),
            total,
            OptionalLong.empty(),
            !backend.text("rom", "off").equals("on")));
  }

  private void add(RamBlock block) {
    blocks.add(block);
    offset += block.totalBytes();
  }
}
