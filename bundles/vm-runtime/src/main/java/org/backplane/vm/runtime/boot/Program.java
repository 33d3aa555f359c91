package org.backplane.vm.runtime.boot;

import java.util.List;

/**
 * A kernel or firmware, ready to be loaded.
 *
 * @param file where it comes from, for messages
 * @param entry address of its first instruction
 * @param pieces its parts, at least one
 * @param form what kind of file it is
 */
record Program(BootFile file, long entry, List<Piece> pieces, Form form) {

  /** How a program is started. */
  enum Form {
    /** An ELF file that talks to its host, so one for machine mode. */
    ELF_WITH_TOHOST,
    ELF,
    /** A flat Linux kernel. */
    IMAGE,
    /** Plain bytes. */
    RAW
  }

  Program {
    pieces = List.copyOf(pieces);
  }

  /** The lowest address it takes. */
  long start() {
    return pieces.stream().mapToLong(Piece::address).min().orElseThrow();
  }
}
