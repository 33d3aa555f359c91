package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * Split-ring descriptor (virtio 1.2, section 2.7.5), little-endian: u64 address, u32 length, u16
 * flags, u16 next.
 *
 * @param address guest physical address of the buffer or of an indirect table
 * @param length in bytes, 0 to 2^32-1
 * @param flags see the constants
 * @param next index of the chain's next descriptor, if {@link #NEXT} is set
 */
record Descriptor(long address, long length, int flags, int next) {

  static final int BYTES = 16;

  /** The chain goes on. */
  static final int NEXT = 1;

  /** The device writes to the buffer; otherwise it reads. */
  static final int WRITE = 2;

  /** The buffer is a table of descriptors. */
  static final int INDIRECT = 4;

  static Descriptor read(GuestMemory memory, long at) throws GuestMemoryException {
    return new Descriptor(
        memory.u64(at),
        Integer.toUnsignedLong(memory.u32(at + 8)),
        memory.u16(at + 12),
        memory.u16(at + 14));
  }

  void write(GuestMemory memory, long at) throws GuestMemoryException {
    memory.setU64(at, address);
    memory.setU32(at + 8, (int) length);
    memory.setU16(at + 12, flags);
    memory.setU16(at + 14, next);
  }

  boolean hasNext() {
    return (flags & NEXT) != 0;
  }

  boolean writable() {
    return (flags & WRITE) != 0;
  }

  boolean indirect() {
    return (flags & INDIRECT) != 0;
  }
}
