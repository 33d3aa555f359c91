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
  /** Create the file when it is missing, with the given mode less the process's mask. */
  CREATE(0x40),
  /** With {@link #CREATE}: refuse a file that exists. */
  EXCLUSIVE(0x80),
  /** Cut an existing file to length 0. */
  TRUNCATE(0x200),
  /** Every write goes to the end. */
  APPEND(0x400),
  /** Reads and writes that would wait transfer nothing instead. */
  NON_BLOCKING(0x800),
  /** Refuse (ELOOP) a name that is a symbolic link. */
  NO_FOLLOW("aarch64".equals(System.getProperty("os.arch")) ? 0x8000 : 0x20000),
  /**
   * Only stand for the place that the name leads to: enough to ask for its status and its file
   * system, not for its content, and it needs no permission on the file itself. Most other flags
   * mean nothing then; with {@link #NO_FOLLOW} it stands for a symbolic link.
   */
  NAME_ONLY(0x200000);

  private final int bits;

  OpenFlag(int bits) {
    this.bits = bits;
  }

  int bits() {
    return bits;
  }
}
