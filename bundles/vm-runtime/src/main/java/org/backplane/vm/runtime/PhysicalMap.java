package org.backplane.vm.runtime;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.AddressRange;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.bus.AddressSpace;

/** What stands where in the physical addresses of a {@code virt} machine. */
final class PhysicalMap {

  private static final long ROM_ALIGNMENT = 4096;

  private final VirtParts parts;
  private final RamBlock rom;
  private final AddressSpace bus;

  PhysicalMap(VirtParts parts) {
    this.parts = parts;
    // Collected with the last reference to it: a hart's provider may keep the address that long.
    var romBytes = Arena.ofAuto().allocate(MemoryMap.BOOT_ROM.sizeBytes(), ROM_ALIGNMENT);
    this.rom = new RamBlock(MemoryMap.BOOT_ROM.address(), romBytes, false);
    this.bus =
        parts
            .board()
            .addressSpace(
                List.of(rom), parts.devices().slots().windows(), parts.supervisorBinary());
    refresh();
  }

  AddressSpace bus() {
    return bus;
  }

  RamBlock rom() {
    return rom;
  }

  /** Memory has come or gone; nothing may run meanwhile. */
  void refresh() {
    var blocks = new ArrayList<>(parts.memory().refresh());
    blocks.add(rom);
    bus.replaceMemory(blocks);
  }

  /** All that answers, by ascending address. */
  List<AddressRange> ranges() {
    Map<Long, String> memory = new HashMap<>();
    memory.put(rom.address(), "boot-rom");
    parts.memory().regions().forEach(region -> memory.put(region.address(), region.name()));
    return bus.ranges().stream().map(range -> named(range, memory)).toList();
  }

  /** Devices have names of their own; memory is known by where it stands. */
  private static AddressRange named(AddressRange range, Map<Long, String> memory) {
    return range.name().isEmpty()
        ? new AddressRange(
            memory.getOrDefault(range.address(), "memory"),
            range.address(),
            range.sizeBytes(),
            range.kind())
        : range;
  }
}
