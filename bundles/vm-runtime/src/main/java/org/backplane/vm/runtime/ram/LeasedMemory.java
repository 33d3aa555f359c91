package org.backplane.vm.runtime.ram;

import java.util.Optional;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.Lease;
import org.backplane.api.object.ObjectPath;

/**
 * A memory backend that serves this machine alone until it is given back. Its memory stays where it
 * is, whatever code serves it.
 */
final class LeasedMemory implements AutoCloseable {

  /** Size of a guest's page. */
  static final long PAGE = 4096;

  private final Lease<HostMemory> lease;
  private final LossWatch watch;
  private final MemoryBlock block;

  LeasedMemory(Lease<HostMemory> lease, LossWatch watch, MemoryBlock block) {
    this.lease = lease;
    this.watch = watch;
    this.block = block;
  }

  ObjectPath backend() {
    return lease.path();
  }

  long sizeBytes() {
    return block.sizeBytes();
  }

  long pageSizeBytes() {
    return block.pageSizeBytes();
  }

  boolean writable() {
    return block.writable();
  }

  /** Whether it can stand at a guest page's start, for harts and devices. */
  boolean fitsPages() {
    return block.sizeBytes() % PAGE == 0 && block.segment().address() % PAGE == 0;
  }

  /** What the host has taken away of it. */
  Optional<MemoryLoss> loss() {
    return watch.loss();
  }

  /** As the guest meets it at an address. */
  RamBlock at(long address) {
    return new RamBlock(address, block.segment().asSlice(0, block.sizeBytes()), block.writable());
  }

  /** As operators see it at an address. */
  MemoryRegion regionAt(long address) {
    return new MemoryRegion(
        block.name(),
        backend(),
        address,
        block.sizeBytes(),
        block.pageSizeBytes(),
        block.writable());
  }

  @Override
  public void close() {
    lease.close();
    watch.end(); // now no code can attach any more
  }
}
