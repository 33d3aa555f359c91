package org.backplane.linux;

/**
 * How {@link FileDescriptor#open} opens a file; see open(2). Close-on-exec is always set, a
 * terminal never taken over.
 */
public enum OpenFlag {
  /** For reading; the default when no direction is given. */
  READ(0),
  /** For writing; together with {@link #READ} for both. */
  WRITE(0),
  /** Create the file when it is missing, mode 0644 less the process's mask. */
  CREATE(0x40),
  /** With {@link #CREATE}: refuse a file that exists. */
  EXCLUSIVE(0x80),
  /** Cut an existing file to length 0. */
  TRUNCATE(0x200),
  /** Every write goes to the end. */
  APPEND(0x400),
  /** Reads and writes that would wait transfer nothing instead. */
  NON_BLOCKING(0x800);

  private final int bits;

  OpenFlag(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
