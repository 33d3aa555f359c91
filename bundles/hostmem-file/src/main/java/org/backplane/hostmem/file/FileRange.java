package org.backplane.hostmem.file;

import java.util.Optional;

/**
 * Which part of a file is mapped, and where it may lie in memory.
 *
 * @param sizeBytes 1 or more
 * @param offsetBytes where it starts in the file; read as unsigned
 * @param alignBytes boundary of its address; 0 is a page, read as unsigned
 */
record FileRange(long sizeBytes, long offsetBytes, long alignBytes) {

  /** Where it ends in the file; valid when there is no {@link #numberFault}. */
  long endBytes() {
    return offsetBytes + sizeBytes;
  }

  /** What is wrong whatever the file is. */
  Optional<Fault> numberFault() {
    if (offsetBytes < 0 || endBytes() < 0) {
      return fault(
          "offset %s and size %d are together more than any file has"
              .formatted(Long.toUnsignedString(offsetBytes), sizeBytes),
          "give a smaller offset or size");
    }
    if (alignBytes < 0) {
      return fault(
          "align %s is more than any address space has"
              .formatted(Long.toUnsignedString(alignBytes)),
          "leave align out");
    }
    return Optional.empty();
  }

  /**
   * What is wrong with a file of that length.
   *
   * @param lengthBytes 1 or more
   */
  Optional<Fault> lengthFault(long lengthBytes) {
    if (lengthBytes >= endBytes()) {
      return Optional.empty();
    }
    return fault(
        "the file is too small: it has %d bytes, offset %d and size %d need %d"
            .formatted(lengthBytes, offsetBytes, sizeBytes, endBytes()),
        "give a smaller size or a larger file");
  }

  /** What is wrong with pages of that size, but for the size, in the order that users know. */
  Optional<Fault> pageFault(long pageBytes) {
    if (alignBytes % pageBytes != 0) {
      return notAMultiple("align", alignBytes, pageBytes);
    }
    if (Long.bitCount(alignBytes) > 1) {
      return fault(
          "align %d is not a power of two".formatted(alignBytes), "give one, or leave align out");
    }
    return offsetBytes % pageBytes != 0
        ? notAMultiple("offset", offsetBytes, pageBytes)
        : Optional.empty();
  }

  private static Optional<Fault> notAMultiple(String name, long value, long pageBytes) {
    return fault(
        "%s %d is not a multiple of the file's page size of %d bytes"
            .formatted(name, value, pageBytes),
        "use %d".formatted(wholePages(value, pageBytes)));
  }

  /** Up to whole pages; down where there is no number above. */
  private static long wholePages(long value, long pageBytes) {
    long down = value / pageBytes * pageBytes;
    return down > Long.MAX_VALUE - pageBytes ? down : down + pageBytes;
  }

  private static Optional<Fault> fault(String problem, String advice) {
    return Optional.of(new Fault(problem, advice));
  }
}
