package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * Element of the used ring (virtio 1.2, section 2.7.8), little-endian: u32 id, u32 length.
 *
 * @param id the chain's first descriptor
 * @param length how many bytes the device wrote, 0 to 2^32-1
 */
record UsedElement(int id, long length) {

  static final int BYTES = 8;

  static UsedElement read(GuestMemory memory, long at) throws GuestMemoryException {
    return new UsedElement(memory.u32(at), Integer.toUnsignedLong(memory.u32(at + 4)));
  }

  void write(GuestMemory memory, long at) throws GuestMemoryException {
    memory.setU32(at, id);
    memory.setU32(at + 4, (int) length);
  }
}
