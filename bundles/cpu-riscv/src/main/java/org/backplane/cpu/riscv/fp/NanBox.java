package org.backplane.cpu.riscv.fp;

/** Singles in 64-bit registers (RISC-V unprivileged, "NaN boxing of narrower values"). */
public final class NanBox {

  private static final long BOX = 0xffff_ffff_0000_0000L;

  private NanBox() {}

  /** The register that holds a single; the high half of the argument does not matter. */
  public static long box(long single) {
    return single | BOX;
  }

  /** The single in a register, or the canonical NaN when the register holds none. */
  public static long unbox(long register) {
    return (register & BOX) == BOX ? register & ~BOX : BinaryFormat.SINGLE.canonicalNan();
  }
}
