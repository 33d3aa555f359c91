package org.backplane.linux;

/**
 * A block of the process's address space and the guard page behind it. Knows addresses, not who
 * uses them: {@link Mapping} does.
 *
 * @param address page-aligned start
 * @param sizeBytes whole pages, without the guard page
 * @param pageSizeBytes the host's base page
 */
record MappedBlock(long address, long sizeBytes, long pageSizeBytes) {
  private static final int NO_FILE = -1;

  /**
   * Maps a block on an aligned start. A region that is larger by the alignment is reserved without
   * access first, so that the block can be placed inside it over nobody else's memory; what is left
   * over is given back, except one page behind the block that stops a runaway access.
   *
   * @param file descriptor number to map, or empty memory when -1
   */
  static MappedBlock place(AnonymousMapping spec, int file) throws LinuxException {
    long page = Host.pageSize();
    long size = roundedUp(spec.sizeBytes(), page);
    long alignment = Math.max(spec.alignmentBytes(), page);
    if (size < 0 || size + alignment < 0) {
      throw refused(spec, Errno.ENOMEM.number());
    }
    long total = size + alignment;
    int reserving = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;
    long region = LibC.mmap(0, total, LibC.PROT_NONE, reserving, NO_FILE, 0);
    if (region == LibC.MAP_FAILED) {
      throw refused(spec, LibC.errno());
    }
    try {
      long start = (region + alignment - 1) & -alignment;
      mapOver(start, size, spec, file);
      // SAFETY: both ranges lie inside the region reserved above and outside the block and its
      // guard page.
      unmap(region, start - region);
      unmap(start + size + page, region + total - (start + size + page));
      return new MappedBlock(start, size, page);
    } catch (LinuxException e) {
      LibC.munmap(region, total);
      throw e;
    }
  }

  /**
   * Gives block and guard page back to the kernel. SAFETY: the caller has made sure that nobody can
   * touch the block any more.
   */
  void unmap() throws LinuxException {
    unmap(address, sizeBytes + pageSizeBytes);
  }

  /** Tells the kernel about {@code length} bytes from {@code offset}, rounded outwards to pages. */
  int advise(long offset, long length, int advice) {
    long from = offset & -pageSizeBytes;
    long to = roundedUp(offset + length, pageSizeBytes);
    return LibC.madvise(address + from, to - from, advice);
  }

  private static void mapOver(long start, long size, AnonymousMapping spec, int file)
      throws LinuxException {
    int flags =
        LibC.MAP_FIXED
            | (spec.shared() ? LibC.MAP_SHARED : LibC.MAP_PRIVATE)
            | (spec.reserve() ? 0 : LibC.MAP_NORESERVE)
            | (file == NO_FILE ? LibC.MAP_ANONYMOUS : 0);
    // SAFETY: MAP_FIXED replaces only pages of our own reservation, which nobody else knows.
    if (LibC.mmap(start, size, LibC.PROT_READ_WRITE, flags, file, 0) == LibC.MAP_FAILED) {
      throw refused(spec, LibC.errno());
    }
  }

  private static void unmap(long address, long length) throws LinuxException {
    if (length > 0 && LibC.munmap(address, length) == -1) {
      throw LibC.failure("munmap", "of " + length + " bytes");
    }
  }

  private static LinuxException refused(AnonymousMapping spec, int errno) {
    return new LinuxException("mmap", "of " + spec.sizeBytes() + " bytes", errno);
  }

  private static long roundedUp(long bytes, long page) {
    return (bytes + page - 1) & -page;
  }
}
