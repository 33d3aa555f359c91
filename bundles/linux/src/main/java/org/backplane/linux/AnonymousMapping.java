package org.backplane.linux;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What {@link Mapping#anonymous} shall map: zeroed, readable and writable memory without a file.
 *
 * @param sizeBytes 1 or more; the mapping is rounded up to whole pages
 * @param shared other processes can map the same memory through {@link Mapping#backing()}
 * @param reserve the host shall set memory aside ({@code false}: MAP_NORESERVE, the host may run
 *     out at first use)
 * @param alignmentBytes alignment of the mapping's start, a power of two; less than a page means a
 *     page
 * @param name label of shared memory as seen in {@code /proc/<pid>/maps}; no meaning beyond that
 */
public record AnonymousMapping(
    long sizeBytes, boolean shared, boolean reserve, long alignmentBytes, String name) {
  /** Alignment unless given: the huge page that the common processors can use without set-up. */
  public static final long DEFAULT_ALIGNMENT_BYTES = 2L << 20;

  private static final int MAX_LABEL_BYTES = 249;

  /** Checks the values; {@link IllegalArgumentException} when one is out of range. */
  public AnonymousMapping {
    Objects.requireNonNull(name, "name");
    if (sizeBytes <= 0) {
      throw new IllegalArgumentException("size " + sizeBytes + " is not positive");
    }
    if (Long.bitCount(alignmentBytes) != 1 || alignmentBytes < 0) {
      throw new IllegalArgumentException("alignment " + alignmentBytes + " is not a power of two");
    }
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a name has no NUL character");
    }
  }

  /** Private, reserved memory with the default alignment. */
  public static AnonymousMapping ofSize(long sizeBytes) {
    return new AnonymousMapping(sizeBytes, false, true, DEFAULT_ALIGNMENT_BYTES, "anonymous");
  }

  /** The same with another {@link #shared}. */
  public AnonymousMapping withShared(boolean newShared) {
    return new AnonymousMapping(sizeBytes, newShared, reserve, alignmentBytes, name);
  }

  /** The same with another {@link #reserve}. */
  public AnonymousMapping withReserve(boolean newReserve) {
    return new AnonymousMapping(sizeBytes, shared, newReserve, alignmentBytes, name);
  }

  /** The same with another {@link #alignmentBytes}. */
  public AnonymousMapping withAlignmentBytes(long newAlignmentBytes) {
    return new AnonymousMapping(sizeBytes, shared, reserve, newAlignmentBytes, name);
  }

  /** The same with another {@link #name}. */
  public AnonymousMapping withName(String newName) {
    return new AnonymousMapping(sizeBytes, shared, reserve, alignmentBytes, newName);
  }

  /**
   * Private memory without reservation cannot be had from a host that accounts for every page: it
   * would ignore the wish.
   *
   * @throws LinuxException EOPNOTSUPP, on such a host
   */
  void checkReservable(OvercommitPolicy policy) throws LinuxException {
    if (!reserve && !shared && policy == OvercommitPolicy.NEVER) {
      throw new LinuxException(
          "mmap",
          "of " + sizeBytes + " bytes without reservation while vm.overcommit_memory is 2",
          Errno.EOPNOTSUPP);
    }
  }

  /** The name as memfd_create(2) takes it: NUL-terminated, cut to the kernel's 249 bytes. */
  byte[] label() {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    byte[] label = new byte[Math.min(text.length, MAX_LABEL_BYTES) + 1];
    System.arraycopy(text, 0, label, 0, label.length - 1);
    return label;
  }
}
