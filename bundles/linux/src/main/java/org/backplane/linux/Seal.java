package org.backplane.linux;

/** What nobody can do to a memory file any more; see fcntl(2), F_ADD_SEALS. */
public enum Seal {
  /** No more seals. */
  SEAL(1),
  /** Not shorter. */
  SHRINK(2),
  /** Not longer. */
  GROW(4),
  /** Not written to. Refused (EBUSY) while it is mapped shared and writable. */
  WRITE(8);

  private final int bit;

  Seal(int bit) {
    this.bit = bit;
  }

  int bit() {
    return bit;
  }
}
