package org.backplane.linux;

/**
 * Where the pages of a mapping come from.
 *
 * @param file descriptor number, kept open by the caller; {@link #NO_FILE} for pages of zeros
 * @param offsetBytes where in the file the mapping starts
 * @param pageSizeBytes size of the pages
 * @param synchronous writes are to be durable once the processor has written them back: MAP_SYNC
 * @param text the file in messages, empty without one
 */
record PageSource(
    int file, long offsetBytes, long pageSizeBytes, boolean synchronous, String text) {
  static final int NO_FILE = -1;

  static PageSource zeros() {
    return new PageSource(NO_FILE, 0, Host.pageSize(), false, "");
  }

  /** The pages of a file that the caller holds. */
  static PageSource of(FileDescriptor file, long offsetBytes, boolean synchronous)
      throws LinuxException {
    String text = " of '" + file + "'" + (offsetBytes == 0 ? "" : " at offset " + offsetBytes);
    return new PageSource(file.number(), offsetBytes, file.pageSizeBytes(), synchronous, text);
  }

  boolean isFile() {
    return file != NO_FILE;
  }

  /** The flags of mmap(2), without those that say where the mapping goes. */
  int flags(MappingSpec spec) {
    return sharing(spec)
        | (spec.reserve() ? 0 : LibC.MAP_NORESERVE)
        | (isFile() ? 0 : LibC.MAP_ANONYMOUS);
  }

  private int sharing(MappingSpec spec) {
    if (!spec.shared()) {
      return LibC.MAP_PRIVATE;
    }
    return synchronous ? LibC.MAP_SHARED_VALIDATE | LibC.MAP_SYNC : LibC.MAP_SHARED;
  }

  /**
   * A host that accounts for every page ignores the wish for private writable memory without
   * reservation. Huge pages have a pool and rules of their own.
   *
   * @throws LinuxException EOPNOTSUPP, on such a host
   */
  void checkReservable(MappingSpec spec, OvercommitPolicy policy) throws LinuxException {
    boolean accounted = !spec.shared() && spec.writable() && pageSizeBytes == Host.pageSize();
    if (accounted && !spec.reserve() && policy == OvercommitPolicy.NEVER) {
      throw new LinuxException(
          "mmap",
          "of " + spec.sizeBytes() + " bytes without reservation while vm.overcommit_memory is 2",
          Errno.EOPNOTSUPP);
    }
  }

  LinuxException refused(MappingSpec spec, int errno) {
    return new LinuxException("mmap", "of " + spec.sizeBytes() + " bytes" + text, errno);
  }
}
