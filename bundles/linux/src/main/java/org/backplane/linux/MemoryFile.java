package org.backplane.linux;

import java.util.Optional;

/** Files that live in memory only, memfd_create(2). */
final class MemoryFile {
  private MemoryFile() {}

  /**
   * A file of the wanted size, rounded up to pages by the mapping.
   *
   * @return empty when the host has no such file to give
   * @throws LinuxException the host refuses the size
   */
  static Optional<FileDescriptor> create(AnonymousMapping spec) throws LinuxException {
    int number = LibC.memfdCreate(spec.label(), LibC.MFD_CLOEXEC);
    if (number == -1) {
      return Optional.empty();
    }
    var file = new FileDescriptor(number, "memory of " + spec.name());
    if (LibC.ftruncate(number, wholePages(spec.sizeBytes())) == -1) {
      LinuxException refused = LibC.failure("ftruncate", "to " + spec.sizeBytes() + " bytes");
      file.close();
      throw refused;
    }
    return Optional.of(file);
  }

  private static long wholePages(long bytes) {
    long page = Host.pageSize();
    long rounded = (bytes + page - 1) & -page;
    return rounded < 0 ? Long.MAX_VALUE : rounded;
  }
}
