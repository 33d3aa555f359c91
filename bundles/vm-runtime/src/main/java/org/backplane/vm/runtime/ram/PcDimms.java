package org.backplane.vm.runtime.ram;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.option.OptionParser;
import org.backplane.vm.runtime.boot.Inventory;
import org.backplane.vm.runtime.trace.MemoryTrace;

/**
 * The machine's memory devices. {@link #prepare} and what only reads is for any thread, the rest
 * for one at a time.
 */
public final class PcDimms implements AutoCloseable {

  private final Backends backends;
  private final OptionParser parser;
  private final Numa numa;
  private final DeviceMemory room;
  private final MemoryTrace trace;
  private volatile List<PcDimm> dimms = List.of();

  PcDimms(Backends backends, OptionParser parser, Numa numa, DeviceMemory room, MemoryTrace trace) {
    this.backends = backends;
    this.parser = parser;
    this.numa = numa;
    this.room = room;
    this.trace = trace;
  }

  /**
   * Checks a request as far as it does not depend on what is plugged, and takes its memory.
   *
   * @param subject for messages
   */
  public LooseDimm prepare(DeviceRequest request, String subject) throws BackplaneException {
    room.require(subject);
    var settings =
        PcDimmType.Settings.of(parser.check(PcDimmType.DESCRIPTION, subject, request.options()));
    if (!numa.has(settings.node())) {
      throw new InvalidRequestException(
          subject,
          "there is no NUMA node %d".formatted(settings.node()),
          numa.asked() ? "give the number of a -numa node" : "leave node out, or give -numa node");
    }
    LeasedMemory memory =
        backends.take(settings.memdev(), new Backends.Claim(subject, PcDimmType.MEMDEV, subject));
    if (!memory.fitsPages()) {
      memory.close();
      throw new InvalidRequestException(
          subject,
          "memory backend '%s' of %d bytes is not made of whole pages of %d bytes"
              .formatted(memory.backend().id(), memory.sizeBytes(), LeasedMemory.PAGE),
          "give it a size that is a multiple of " + LeasedMemory.PAGE);
    }
    return new LooseDimm(request, settings, memory);
  }

  /**
   * Finds the place for a memory device, and leaves it to {@link #insert} to put it there.
   *
   * @param path where it will stand in the object tree
   * @param hotplugged whether the machine is there already
   */
  public PcDimm place(LooseDimm loose, String path, String subject, boolean hotplugged)
      throws InvalidRequestException {
    List<DeviceMemory.Occupied> others = dimms.stream().map(PcDimm::occupied).toList();
    LeasedMemory memory = loose.memory();
    var settings = loose.settings();
    int slot = room.slot(subject, settings.slot(), others);
    long address =
        room.address(
            subject, settings.address(), memory.sizeBytes(), memory.pageSizeBytes(), others);
    var place = new PcDimm.Place(address, slot, (int) settings.node());
    tell(path, place);
    return new PcDimm(path, loose.request().id(), memory, place, hotplugged);
  }

  private void tell(String path, PcDimm.Place place) {
    if (trace.assignedSlot.enabled()) {
      trace.assignedSlot.record(path, place.slot());
    }
    if (trace.assignedAddress.enabled()) {
      trace.assignedAddress.record(path, place.address());
    }
    if (trace.prePlug.enabled()) {
      trace.prePlug.record(path, place.address());
    }
  }

  /** Adds a memory device in its place. */
  public void insert(PcDimm dimm) {
    var next = new ArrayList<>(dimms);
    next.add(dimm);
    dimms = List.copyOf(next);
    if (trace.plug.enabled()) {
      trace.plug.record(dimm.path(), dimm.range().address());
    }
  }

  /** Takes a memory device out; its memory is still taken. */
  public void take(PcDimm dimm) {
    dimms = dimms.stream().filter(other -> !other.equals(dimm)).toList();
    if (trace.unplug.enabled()) {
      trace.unplug.record(dimm.path(), dimm.range().address());
    }
  }

  /** The one at that place in the object tree. */
  public Optional<PcDimm> find(String path) {
    return dimms.stream().filter(dimm -> dimm.path().equals(path)).findFirst();
  }

  /** As the guest meets them. */
  public List<RamBlock> blocks() {
    return dimms.stream().map(PcDimm::block).toList();
  }

  /** As the guest is told of them, by ascending address. */
  public List<Inventory.Memory> inventory() {
    return dimms.stream()
        .map(dimm -> new Inventory.Memory(dimm.range(), numa.told(dimm.node()), dimm.writable()))
        .sorted(Comparator.comparingLong(memory -> memory.range().address()))
        .toList();
  }

  /** As operators see their memory, by ascending address. */
  public List<MemoryRegion> regions() {
    return dimms.stream()
        .map(PcDimm::region)
        .sorted(Comparator.comparingLong(MemoryRegion::address))
        .toList();
  }

  /** By ascending slot. */
  public List<MemoryDevice> devices() {
    return dimms.stream()
        .map(PcDimm::device)
        .sorted(Comparator.comparingInt(MemoryDevice::slot))
        .toList();
  }

  /** In the order in which they came. */
  public List<DeviceStatus> statuses() {
    return dimms.stream().map(PcDimm::status).toList();
  }

  @Override
  public void close() {
    List<PcDimm> last = dimms;
    dimms = List.of();
    last.forEach(PcDimm::release);
  }
}
