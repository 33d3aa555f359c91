package org.backplane.cpu.riscv.isa;

/** One row of a table of encodings: the bits that tell it, and more if those are not enough. */
interface Encoding {

  /** The bits that are the same in all words of this row. */
  int mask();

  /** The values of those bits; the others are zero. */
  int match();

  /** Whether a word belongs to this row. */
  default boolean matches(int word) {
    return (word & mask()) == match();
  }
}
