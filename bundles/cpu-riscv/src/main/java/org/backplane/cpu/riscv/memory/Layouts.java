package org.backplane.cpu.riscv.memory;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.ValueLayout;

/** Guest memory is little-endian; the aligned layouts never tear. */
final class Layouts {

  static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);

  static final ValueLayout.OfShort I16_ANY = I16.withByteAlignment(1);
  static final ValueLayout.OfInt I32_ANY = I32.withByteAlignment(1);
  static final ValueLayout.OfLong I64_ANY = I64.withByteAlignment(1);

  private Layouts() {}
}
