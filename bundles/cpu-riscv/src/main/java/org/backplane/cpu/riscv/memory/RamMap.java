package org.backplane.cpu.riscv.memory;

import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.cpu.RamBlock;

/** The RAM blocks of a machine, the largest first. Immutable; any thread. */
public final class RamMap {

  private static final int LARGEST_ACCESS = 8;

  /** No host address. */
  public static final long NOWHERE = 0;

  private static final int PAGE_BYTES = 4096;

  private final RamBlock[] blocks;

  /** The blocks as results of a search, so that a search allocates nothing. */
  private final List<Optional<RamBlock>> found;

  /**
   * @throws IllegalArgumentException writable RAM that atomic instructions could not work on
   */
  RamMap(List<RamBlock> ram) {
    blocks =
        ram.stream()
            .sorted(Comparator.comparingLong((RamBlock b) -> b.segment().byteSize()).reversed())
            .toArray(RamBlock[]::new);
    found = Stream.of(blocks).map(Optional::of).toList();
    for (var block : blocks) {
      if (block.writable() && !isAligned(block)) {
        throw new IllegalArgumentException(
            "RAM at 0x%x is not aligned to 8 bytes in guest and host memory"
                .formatted(block.address()));
      }
    }
  }

  /** Whether aligned layouts fit: the same addresses are aligned for the guest and the host. */
  private static boolean isAligned(RamBlock block) {
    var segment = block.segment();
    boolean host =
        segment.maxByteAlignment() >= LARGEST_ACCESS && segment.address() % LARGEST_ACCESS == 0;
    return host && block.address() % LARGEST_ACCESS == 0;
  }

  /** The block that holds all of an access. */
  Optional<RamBlock> find(long address, int widthBytes) {
    for (int i = 0; i < blocks.length; i++) {
      if (blocks[i].offset(address, widthBytes) >= 0) {
        return found.get(i);
      }
    }
    return Optional.empty();
  }

  /** Whether any byte of an access is in a block. */
  boolean touches(long address, int widthBytes) {
    for (int i = 0; i < widthBytes; i++) {
      if (find(address + i, 1).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * The host address of a 4 KiB page, or {@link #NOWHERE} when it is not wholly in one block of
   * native memory.
   *
   * @param writable whether the guest is to write there
   */
  long hostPage(long address, boolean writable) {
    return host(address & -PAGE_BYTES, PAGE_BYTES, writable);
  }

  /** The host address of an aligned access to writable native memory, or {@link #NOWHERE}. */
  long hostWord(long address, int widthBytes) {
    return host(address, widthBytes, true);
  }

  private long host(long address, int sizeBytes, boolean writable) {
    for (var block : blocks) {
      long offset = block.offset(address, sizeBytes);
      if (offset >= 0) {
        boolean fits = block.segment().isNative() && (block.writable() || !writable);
        return fits ? block.segment().address() + offset : NOWHERE;
      }
    }
    return NOWHERE;
  }

  /** Copies what there is of the range; the rest of the copy is left as it was. */
  void copy(long address, byte[] into) {
    for (var block : blocks) {
      long from = Math.max(0, block.address() - address);
      long to = Math.min(into.length, block.address() - address + block.segment().byteSize());
      if (from < to) {
        MemorySegment.copy(
            block.segment(),
            address + from - block.address(),
            MemorySegment.ofArray(into),
            from,
            to - from);
      }
    }
  }
}
