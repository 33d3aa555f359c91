package org.backplane.vm.runtime.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.backplane.api.cpu.RamBlock;

/**
 * Guest physical memory as device models see it: every address and length is taken for hostile, and
 * all values are little-endian. Any thread; plain accesses promise nothing about order, {@code
 * acquire} and {@code release} ones order them against the guest's harts.
 *
 * <p>A single value must lie in one block; a copied range may run on into an adjacent block.
 */
public final class GuestMemory {

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle ATOMIC_U16 =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();
  private static final VarHandle ATOMIC_U32 =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private volatile RamBlock[] blocks;

  /**
   * @param blocks RAM and ROM, not overlapping; RAM starts at a multiple of 4, in the guest and in
   *     the host
   */
  public GuestMemory(List<RamBlock> blocks) {
    this.blocks = checked(blocks);
  }

  /**
   * Exchanges all memory at once: whoever holds an address of memory that is gone meets a fault.
   *
   * @param next as for a new guest memory
   */
  public void replace(List<RamBlock> next) {
    blocks = checked(next);
  }

  private static RamBlock[] checked(List<RamBlock> blocks) {
    for (RamBlock block : blocks) {
      if (block.writable() && !atomicsWork(block)) {
        throw new IllegalArgumentException(
            "RAM at 0x%x is not aligned to 4".formatted(block.address()));
      }
    }
    return blocks.toArray(RamBlock[]::new);
  }

  private static boolean atomicsWork(RamBlock block) {
    return block.address() % Integer.BYTES == 0
        && block.segment().maxByteAlignment() >= Integer.BYTES;
  }

  public int u8(long address) throws GuestMemoryException {
    RamBlock block = block(address, Byte.BYTES, false);
    try {
      return Byte.toUnsignedInt(
          block.segment().get(ValueLayout.JAVA_BYTE, address - block.address()));
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  public int u16(long address) throws GuestMemoryException {
    RamBlock block = block(address, Short.BYTES, false);
    try {
      return Short.toUnsignedInt(block.segment().get(U16, address - block.address()));
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** The 32 bits; the caller decides about their sign. */
  public int u32(long address) throws GuestMemoryException {
    RamBlock block = block(address, Integer.BYTES, false);
    try {
      return block.segment().get(U32, address - block.address());
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** The 64 bits; the caller decides about their sign. */
  public long u64(long address) throws GuestMemoryException {
    RamBlock block = block(address, Long.BYTES, false);
    try {
      return block.segment().get(U64, address - block.address());
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  public void setU8(long address, int value) throws GuestMemoryException {
    RamBlock block = block(address, Byte.BYTES, true);
    try {
      block.segment().set(ValueLayout.JAVA_BYTE, address - block.address(), (byte) value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  public void setU16(long address, int value) throws GuestMemoryException {
    RamBlock block = block(address, Short.BYTES, true);
    try {
      block.segment().set(U16, address - block.address(), (short) value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  public void setU32(long address, int value) throws GuestMemoryException {
    RamBlock block = block(address, Integer.BYTES, true);
    try {
      block.segment().set(U32, address - block.address(), value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  public void setU64(long address, long value) throws GuestMemoryException {
    RamBlock block = block(address, Long.BYTES, true);
    try {
      block.segment().set(U64, address - block.address(), value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** Reads 16 bits of RAM; no later access is done before it. The address is a multiple of 2. */
  public int acquireU16(long address) throws GuestMemoryException {
    RamBlock block = atomic(address, Short.BYTES);
    try {
      return Short.toUnsignedInt(
          (short) ATOMIC_U16.getAcquire(block.segment(), address - block.address()));
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** Reads 32 bits of RAM; no later access is done before it. The address is a multiple of 4. */
  public int acquireU32(long address) throws GuestMemoryException {
    RamBlock block = atomic(address, Integer.BYTES);
    try {
      return (int) ATOMIC_U32.getAcquire(block.segment(), address - block.address());
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** Writes 16 bits after every earlier access is done. The address is a multiple of 2. */
  public void releaseU16(long address, int value) throws GuestMemoryException {
    RamBlock block = atomic(address, Short.BYTES);
    try {
      ATOMIC_U16.setRelease(block.segment(), address - block.address(), (short) value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** Writes 32 bits after every earlier access is done. The address is a multiple of 4. */
  public void releaseU32(long address, int value) throws GuestMemoryException {
    RamBlock block = atomic(address, Integer.BYTES);
    try {
      ATOMIC_U32.setRelease(block.segment(), address - block.address(), value);
    } catch (IllegalStateException _) {
      throw gone(block, address);
    }
  }

  /** Copies guest memory into all of a segment. */
  public void read(long address, MemorySegment target) throws GuestMemoryException {
    copy(address, target, false);
  }

  /** Copies guest memory into a buffer until that is full. */
  public void read(long address, ByteBuffer target) throws GuestMemoryException {
    copy(address, MemorySegment.ofBuffer(target), false);
    target.position(target.limit());
  }

  /** Copies guest memory into all of an array. */
  public void read(long address, byte[] target) throws GuestMemoryException {
    copy(address, MemorySegment.ofArray(target), false);
  }

  /** Copies all of a segment into guest memory. */
  public void write(long address, MemorySegment source) throws GuestMemoryException {
    copy(address, source, true);
  }

  /** Copies what remains of a buffer into guest memory. */
  public void write(long address, ByteBuffer source) throws GuestMemoryException {
    copy(address, MemorySegment.ofBuffer(source), true);
    source.position(source.limit());
  }

  /** Copies all of an array into guest memory. */
  public void write(long address, byte[] source) throws GuestMemoryException {
    copy(address, MemorySegment.ofArray(source), true);
  }

  /**
   * A view of guest memory without a copy, exactly as long as asked for and read-only for ROM. The
   * range lies in one block. An access after the host took the memory back throws {@link
   * IllegalStateException}.
   */
  public MemorySegment slice(long address, long length) throws GuestMemoryException {
    RamBlock block = block(address, 1, false);
    long offset = address - block.address();
    if (length < 0 || length > block.segment().byteSize() - offset) {
      throw new GuestFault("no memory", block.address() + block.segment().byteSize());
    }
    MemorySegment slice = block.segment().asSlice(offset, length);
    return block.writable() ? slice : slice.asReadOnly();
  }

  /** Fills guest memory with zeros. */
  public void clear(long address, long length) throws GuestMemoryException {
    RamBlock[] now = blocks;
    requireRange(now, address, length, true);
    long done = 0;
    while (done < length) {
      RamBlock block = block(now, address + done, 1, true);
      long offset = address + done - block.address();
      long count = Math.min(length - done, block.segment().byteSize() - offset);
      try {
        block.segment().asSlice(offset, count).fill((byte) 0);
      } catch (IllegalStateException _) {
        throw gone(block, address + done);
      }
      done += count;
    }
  }

  /**
   * Checks a whole range. A range of no bytes is always there.
   *
   * @param length in bytes; a negative one is longer than any memory
   * @param write whether it shall be written to, which ROM does not allow
   */
  public void requireRange(long address, long length, boolean write) throws GuestFault {
    requireRange(blocks, address, length, write);
  }

  private static void requireRange(RamBlock[] now, long address, long length, boolean write)
      throws GuestFault {
    if (length < 0 || (length > 0 && Long.compareUnsigned(address + length - 1, address) < 0)) {
      throw new GuestFault("the range wraps around", address);
    }
    long done = 0;
    while (done < length) {
      RamBlock block = block(now, address + done, 1, write);
      done += block.segment().byteSize() - (address + done - block.address());
    }
  }

  private void copy(long address, MemorySegment host, boolean toGuest) throws GuestMemoryException {
    long length = host.byteSize();
    RamBlock[] now = blocks;
    requireRange(now, address, length, toGuest);
    long done = 0;
    while (done < length) {
      RamBlock block = block(now, address + done, 1, toGuest);
      long offset = address + done - block.address();
      long count = Math.min(length - done, block.segment().byteSize() - offset);
      try {
        if (toGuest) {
          MemorySegment.copy(host, done, block.segment(), offset, count);
        } else {
          MemorySegment.copy(block.segment(), offset, host, done, count);
        }
      } catch (IllegalStateException _) {
        throw gone(block, address + done);
      }
      done += count;
    }
  }

  private RamBlock atomic(long address, int widthBytes) throws GuestFault {
    if (address % widthBytes != 0) {
      throw new GuestFault("misaligned access", address);
    }
    // Nothing that needs order lies in ROM, whose segment need not be aligned in the host.
    return block(address, widthBytes, true);
  }

  /** The host has taken a block back: with the machine, or because it was taken out of it. */
  @SuppressWarnings("ReferenceEquality") // that very block
  private GuestMemoryException gone(RamBlock block, long address) {
    for (RamBlock present : blocks) {
      if (present == block) {
        return new GuestMemoryGone();
      }
    }
    return new GuestFault("no memory", address);
  }

  private RamBlock block(long address, int widthBytes, boolean write) throws GuestFault {
    return block(blocks, address, widthBytes, write);
  }

  private static RamBlock block(RamBlock[] now, long address, int widthBytes, boolean write)
      throws GuestFault {
    for (RamBlock block : now) {
      if (block.offset(address, widthBytes) >= 0) {
        if (write && !block.writable()) {
          throw new GuestFault("read-only memory", address);
        }
        return block;
      }
    }
    throw new GuestFault("no memory", address);
  }
}
