package org.backplane.linux;

import java.util.Optional;

/**
 * A block of the process's address space between two guard pages, which stop a runaway access and
 * keep the kernel from merging the block with a neighbour. Knows addresses, not who uses them:
 * {@link Mapping} does.
 *
 * @param address start, aligned
 * @param sizeBytes whole pages, without the guards
 * @param pageSizeBytes size of the pages that the block is made of
 * @param guardBytes size of each guard, a base page
 */
record MappedBlock(long address, long sizeBytes, long pageSizeBytes, long guardBytes) {
  private static final int ATTEMPTS = 100;

  /**
   * Maps a block.
   *
   * @throws LinuxException the kernel's reason; nothing stays mapped
   */
  static MappedBlock place(MappingSpec spec, PageSource source) throws LinuxException {
    Placement placement =
        Placement.of(spec, source.pageSizeBytes(), Host.pageSize())
            .orElseThrow(() -> source.refused(spec, Errno.ENOMEM.number()));
    if (source.synchronous()) {
      probe(spec, source, placement.sizeBytes());
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<MappedBlock> block = tryPlace(spec, source, placement);
      if (block.isPresent()) {
        return block.get();
      }
    }
    throw source.refused(spec, Errno.EEXIST.number());
  }

  /**
   * Gives block and guards back to the kernel. SAFETY: the caller has made sure that nobody can
   * touch the block any more.
   */
  void unmap() throws LinuxException {
    unmap(address - guardBytes, sizeBytes + 2 * guardBytes);
  }

  /** Tells the kernel about {@code length} bytes from {@code offset}, rounded outwards to pages. */
  int advise(long offset, long length, int advice) {
    long from = offset & -pageSizeBytes;
    long to = Placement.roundedUp(offset + length, pageSizeBytes);
    return LibC.madvise(address + from, to - from, advice);
  }

  /**
   * Reserves a region without access, which is larger by the alignment, opens a gap for the block
   * in it, and maps the block there.
   *
   * @return empty when another thread of the process was faster in taking the gap
   */
  private static Optional<MappedBlock> tryPlace(
      MappingSpec spec, PageSource source, Placement placement) throws LinuxException {
    long total = placement.regionBytes();
    long region = reserve(total);
    if (region == LibC.MAP_FAILED) {
      throw source.refused(spec, LibC.errno());
    }
    long start = placement.start(region);
    long end = start + placement.sizeBytes();
    if (!map(start, placement.sizeBytes(), spec, source)) {
      int errno = LibC.errno();
      // SAFETY: what lies beside the block is ours. The gap is not, since a refused call leaves it
      // to whoever comes.
      unmap(region, start - region);
      unmap(end, region + total - end);
      if (Errno.EEXIST.is(errno)) {
        return Optional.empty();
      }
      throw source.refused(spec, errno);
    }
    var block =
        new MappedBlock(
            start, placement.sizeBytes(), source.pageSizeBytes(), placement.guardBytes());
    block.trim(region, total, MappedBlock::unmap);
    return Optional.of(block);
  }

  private static long reserve(long total) {
    int flags = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;
    return LibC.mmap(0, total, LibC.PROT_NONE, flags, PageSource.NO_FILE, 0);
  }

  // Mapping over the reservation would be one call less. But when the kernel refuses that, the
  // place may be free or not, and giving it back could hit the memory of another thread.
  private static boolean map(long start, long size, MappingSpec spec, PageSource source) {
    int protection = spec.writable() ? LibC.PROT_READ_WRITE : LibC.PROT_READ;
    int place = LibC.MAP_FIXED_NOREPLACE;
    if (source.synchronous()) {
      // The kernel does not take MAP_SYNC with the flag above. The probe has just succeeded.
      place = LibC.MAP_FIXED;
    } else if (LibC.munmap(start, size) == -1) {
      return false;
    }
    int flags = source.flags(spec) | place;
    return LibC.mmap(start, size, protection, flags, source.file(), source.offsetBytes())
        != LibC.MAP_FAILED;
  }

  /** Maps anywhere and unmaps, for the kernel's opinion. */
  private static void probe(MappingSpec spec, PageSource source, long size) throws LinuxException {
    int protection = spec.writable() ? LibC.PROT_READ_WRITE : LibC.PROT_READ;
    long at =
        LibC.mmap(0, size, protection, source.flags(spec), source.file(), source.offsetBytes());
    if (at == LibC.MAP_FAILED) {
      throw source.refused(spec, LibC.errno());
    }
    unmap(at, size);
  }

  /** Gives a range back to the kernel; an empty one is nothing to do. */
  @FunctionalInterface
  interface Unmapper {
    void unmap(long address, long length) throws LinuxException;
  }

  /** Gives back what the region has outside the guards, or else all of it. */
  void trim(long region, long total, Unmapper unmapper) throws LinuxException {
    long from = address - guardBytes;
    long to = address + sizeBytes + guardBytes;
    long end = region + total;
    long ours = region;
    try {
      unmapper.unmap(region, from - region);
      ours = from;
      unmapper.unmap(to, end - to);
    } catch (LinuxException e) {
      // SAFETY: what lies before is somebody else's by now, all the rest is ours.
      giveUp(ours, end - ours, unmapper, e);
      throw e;
    }
  }

  private static void giveUp(long address, long length, Unmapper unmapper, LinuxException reason) {
    try {
      unmapper.unmap(address, length);
    } catch (LinuxException e) {
      reason.addSuppressed(e);
    }
  }

  private static void unmap(long address, long length) throws LinuxException {
    if (length > 0 && LibC.munmap(address, length) == -1) {
      throw LibC.failure("munmap", "of " + length + " bytes");
    }
  }
}
