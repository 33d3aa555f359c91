package org.backplane.vm.runtime.ram;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.OptionParser;
import org.backplane.vm.runtime.boot.Inventory;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.trace.MemoryTrace;

/** All memory of a machine, RAM and memory devices, as its several users see it. */
public final class MachineMemory implements AutoCloseable {

  private final Backends backends;
  private final Numa numa;
  private final MachineRam ram;
  private final PcDimms dimms;
  private final GuestMemory guest;

  private MachineMemory(Backends backends, Numa numa, MachineRam ram, PcDimms dimms) {
    this.backends = backends;
    this.numa = numa;
    this.ram = ram;
    this.dimms = dimms;
    this.guest = new GuestMemory(ram.blocks());
  }

  /**
   * Takes the RAM.
   *
   * @param request memory and harts that the operator asks for
   * @param backend the machine's {@code memory-backend}, id or path
   * @throws BackplaneException it cannot be had, or not like this; nothing stays leased
   */
  public static MachineMemory take(
      MachineRequest request,
      Optional<String> backend,
      ObjectRegistry registry,
      OptionParser parser,
      MemoryTrace trace)
      throws BackplaneException {
    Numa numa = Numa.of(request.memory().nodes(), request.harts());
    var backends = new Backends(registry);
    MachineRam ram = new RamMaker(backends, request.memory(), numa).take(backend);
    boolean taken = false;
    try {
      var room = DeviceMemory.of(request.memory(), ram.sizeBytes());
      var memory =
          new MachineMemory(backends, numa, ram, new PcDimms(backends, parser, numa, room, trace));
      taken = true;
      return memory;
    } finally {
      if (!taken) {
        ram.close();
      }
    }
  }

  /** Sets who hears of lost memory from now on. */
  public void onLoss(LossListener listener) {
    backends.onLoss(listener);
    ram.losses().forEach(listener::lost); // while the machine was being built
  }

  /**
   * The object that a machine makes for its RAM when it was given none.
   *
   * @param backend the machine's {@code memory-backend}, id or path
   */
  public static Optional<ObjectRequest> ownRam(
      MachineRequest.Memory request, Optional<String> backend) {
    boolean given = backend.isPresent() || !request.nodes().isEmpty();
    return given ? Optional.empty() : Optional.of(RamMaker.ownRequest(request));
  }

  public long ramBytes() {
    return ram.sizeBytes();
  }

  /** The one backend that is the RAM; empty when NUMA nodes brought theirs. */
  public Optional<ObjectPath> ramBackend() {
    return ram.backend();
  }

  public PcDimms dimms() {
    return dimms;
  }

  /** As devices see it, since the last {@link #refresh}. */
  public GuestMemory guest() {
    return guest;
  }

  /**
   * Shows devices what there is by now; none works meanwhile.
   *
   * @return what harts are to see
   */
  public List<RamBlock> refresh() {
    var blocks = new ArrayList<>(ram.blocks());
    blocks.addAll(dimms.blocks());
    guest.replace(blocks);
    return blocks;
  }

  /** As operators see it, by ascending address. */
  public List<MemoryRegion> regions() {
    var all = new ArrayList<>(ram.regions());
    all.addAll(dimms.regions());
    return all;
  }

  /**
   * Its NUMA nodes, by ascending number.
   *
   * @param harts how many the machine has
   */
  public List<NumaStatus> numa(int harts) {
    return numa.nodes().stream().map(node -> status(node.number(), harts)).toList();
  }

  private NumaStatus status(int node, int harts) {
    OptionalInt number = OptionalInt.of(node);
    return new NumaStatus(
        node,
        IntStream.range(0, harts).filter(i -> numa.ofHart(i).equals(number)).boxed().toList(),
        ram.inventory().stream()
            .filter(memory -> memory.node().equals(number) && memory.writable())
            .mapToLong(memory -> memory.range().sizeBytes())
            .sum());
  }

  /**
   * As the guest is told when it starts.
   *
   * @param isa the instruction set of its hart
   * @param mmuType its address translation as device trees name it
   */
  public Inventory inventory(String isa, String mmuType) {
    var all = new ArrayList<>(ram.inventory());
    all.addAll(dimms.inventory());
    return new Inventory(all, List.of(new Inventory.Hart(isa, mmuType, numa.ofHart(0))));
  }

  @Override
  public void close() {
    dimms.close();
    ram.close();
  }
}
