package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * Bytes for a range of RAM. The part of the range that they do not fill becomes zero.
 *
 * @param name what it is, for messages
 * @param address guest physical address
 * @param data the file's bytes
 * @param sizeBytes size of the range, at least that of the data
 */
record Piece(String name, long address, ByteBuffer data, long sizeBytes) {

  static Piece whole(String name, long address, ByteBuffer data) {
    return new Piece(name, address, data, data.remaining());
  }

  long end() {
    return address + sizeBytes;
  }

  /** Whether it lies within the RAM; safe against any address and size. */
  boolean within(long ramBytes) {
    long offset = address - MemoryMap.RAM_ADDRESS;
    return offset >= 0 && sizeBytes >= 0 && offset <= ramBytes && sizeBytes <= ramBytes - offset;
  }

  boolean overlaps(Piece other) {
    return address < other.end() && other.address < end();
  }

  void writeTo(GuestMemory memory) throws GuestMemoryException {
    int length = data.remaining();
    memory.write(address, data.duplicate());
    memory.clear(address + length, sizeBytes - length);
  }

  @Override
  public String toString() {
    return "%s at 0x%x to 0x%x".formatted(name, address, end());
  }
}
