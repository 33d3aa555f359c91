package org.backplane.cpu.riscv.csr;

/**
 * {@code satp}: MODE in bits 63 to 60, ASID in 59 to 44, physical page number in 43 to 0 (RISC-V
 * privileged, 10.1.11).
 */
final class Satp {

  private static final int MODE_SHIFT = 60;
  private static final int BARE = 0;
  private static final int SV39 = 8;
  private static final int SV48 = 9;

  private Satp() {}

  /** A write that names another mode has no effect at all. */
  static long legal(long before, long after) {
    return switch ((int) (after >>> MODE_SHIFT)) {
      case BARE, SV39, SV48 -> after;
      default -> before;
    };
  }
}
