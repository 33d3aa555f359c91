package org.backplane.vm.runtime.ram;

import java.util.Map;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.board.MemoryMap.Range;

/** A {@code pc-dimm} in its place. */
public final class PcDimm {

  private final String path;
  private final String id;
  private final LeasedMemory memory;
  private final Place place;
  private final boolean hotplugged;

  /** Where it stands. */
  record Place(long address, int slot, int node) {}

  PcDimm(String path, String id, LeasedMemory memory, Place place, boolean hotplugged) {
    this.path = path;
    this.id = id;
    this.memory = memory;
    this.place = place;
    this.hotplugged = hotplugged;
  }

  /** Its place in the object tree. */
  public String path() {
    return path;
  }

  /** Empty when it has none. */
  public String id() {
    return id;
  }

  int slot() {
    return place.slot();
  }

  int node() {
    return place.node();
  }

  boolean writable() {
    return memory.writable();
  }

  Range range() {
    return new Range(place.address(), memory.sizeBytes());
  }

  DeviceMemory.Occupied occupied() {
    String subject = id.isEmpty() ? PcDimmType.NAME : PcDimmType.NAME + " '" + id + "'";
    return new DeviceMemory.Occupied(subject, range(), place.slot());
  }

  RamBlock block() {
    return memory.at(place.address());
  }

  MemoryRegion region() {
    return memory.regionAt(place.address());
  }

  MemoryDevice device() {
    return new MemoryDevice(
        id,
        place.address(),
        memory.sizeBytes(),
        place.slot(),
        place.node(),
        memory.backend(),
        hotplugged);
  }

  /** As operators see it. */
  public DeviceStatus status() {
    return new DeviceStatus(
        path,
        PcDimmType.DESCRIPTION,
        Map.of(
            PcDimmType.MEMDEV, new PropertyValue.Text(memory.backend().toString()),
            PcDimmType.ADDRESS, new PropertyValue.Unsigned(place.address()),
            PcDimmType.SLOT, new PropertyValue.Unsigned(place.slot()),
            PcDimmType.NODE, new PropertyValue.Unsigned(place.node()),
            PcDimmType.SIZE, new PropertyValue.Unsigned(memory.sizeBytes()),
            PcDimmType.HOTPLUGGED, new PropertyValue.Bool(hotplugged),
            PcDimmType.HOTPLUGGABLE, new PropertyValue.Bool(true)),
        memory
            .loss()
            .map(loss -> "lost memory at offset 0x%x".formatted(loss.offsetBytes()))
            .orElse(memory.writable() ? "plugged" : "plugged, read-only"));
  }

  /** Gives its memory back; the guest no longer sees it. */
  public void release() {
    memory.close();
  }
}
