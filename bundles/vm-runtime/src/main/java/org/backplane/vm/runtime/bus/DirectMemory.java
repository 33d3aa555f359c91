package org.backplane.vm.runtime.bus;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;

/**
 * RAM and ROM of a bus, without its devices, copied as far as there is any: every address is taken
 * for hostile.
 */
public final class DirectMemory {

  private final PhysicalBus bus;

  public DirectMemory(PhysicalBus bus) {
    this.bus = bus;
  }

  /**
   * Copies memory into a part of an array.
   *
   * @return how many bytes there were, from the first on
   */
  public int read(long address, byte[] into, int offset, int length) {
    return copy(address, into, offset, length, false);
  }

  /**
   * Copies a part of an array into memory that is not read-only.
   *
   * @return how many bytes found a place, from the first on
   */
  public int write(long address, byte[] from, int offset, int length) {
    return copy(address, from, offset, length, true);
  }

  private int copy(long address, byte[] host, int offset, int length, boolean write) {
    int done = 0;
    while (done < length) {
      Optional<RamBlock> found = block(address + done, write);
      if (found.isEmpty()) {
        return done;
      }
      MemorySegment memory = found.get().segment();
      long at = address + done - found.get().address();
      int count = (int) Math.min(length - done, memory.byteSize() - at);
      try {
        if (write) {
          MemorySegment.copy(host, offset + done, memory, ValueLayout.JAVA_BYTE, at, count);
        } else {
          MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, host, offset + done, count);
        }
      } catch (IllegalStateException _) { // the host has just taken it back
        return done;
      }
      done += count;
    }
    return done;
  }

  private Optional<RamBlock> block(long address, boolean write) {
    return bus.ram().stream()
        .filter(block -> block.offset(address, 1) >= 0 && (block.writable() || !write))
        .findFirst();
  }
}
