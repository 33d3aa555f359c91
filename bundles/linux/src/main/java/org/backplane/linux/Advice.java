package org.backplane.linux;

/** Advice to the kernel about a mapping's pages; see madvise(2). */
public enum Advice {
  /** Pages may be merged with equal ones of other processes (KSM). */
  MERGEABLE(12),
  /** Takes {@link #MERGEABLE} back and splits merged pages. */
  UNMERGEABLE(13),
  /** Use huge pages where possible. */
  HUGEPAGE(14),
  /** Leave the pages out of a core dump. */
  DONTDUMP(16),
  /** Takes {@link #DONTDUMP} back. */
  DODUMP(17),
  /** A forked child does not get the pages. */
  DONTFORK(10),
  /**
   * Punch the content out of the file behind shared writable memory; it then reads as zeros and
   * takes no room.
   */
  REMOVE(9);

  private final int number;

  Advice(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
