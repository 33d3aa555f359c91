package org.backplane.vm.runtime.boot;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The boot ROM: where every hart starts, in machine mode.
 *
 * <pre>
 * 0x00  code: a0 = hart, a1 = device tree, a2 = dynamic information, jump to the start address
 * 0x18  u64 start address
 * 0x20  u64 address of the device tree
 * 0x28  dynamic information, six u64: magic, version 2, next address, next mode, options, boot hart
 * 0x58  code: wait for an interrupt for ever
 * </pre>
 */
final class ResetCode {

  /** Offset of the code that a hart without anything to run stays in. */
  static final long IDLE = 0x58;

  private static final int BYTES = 0x60;
  private static final long DYNAMIC_MAGIC = 0x4942_534f;
  private static final long DYNAMIC_VERSION = 2;
  private static final long SUPERVISOR = 1;
  private static final int[] START_CODE = {
    0x0000_0297, // auipc t0, 0
    0x0282_8613, // addi  a2, t0, 0x28
    0xf140_2573, // csrr  a0, mhartid
    0x0202_b583, // ld    a1, 0x20(t0)
    0x0182_b283, // ld    t0, 0x18(t0)
    0x0002_8067, // jr    t0
  };
  private static final int[] IDLE_CODE = {
    0x1050_0073, // wfi
    0xffdf_f06f, // j     .-4
  };

  private ResetCode() {}

  /**
   * Writes the ROM.
   *
   * @param start where the first program begins
   * @param deviceTree address of the device tree
   * @param next where firmware shall go on; 0 for nowhere
   */
  static void write(MemorySegment rom, long start, long deviceTree, long next) {
    var code = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int instruction : START_CODE) {
      code.putInt(instruction);
    }
    code.putLong(start)
        .putLong(deviceTree)
        .putLong(DYNAMIC_MAGIC)
        .putLong(DYNAMIC_VERSION)
        .putLong(next)
        .putLong(SUPERVISOR)
        .putLong(0)
        .putLong(0);
    for (int instruction : IDLE_CODE) {
      code.putInt(instruction);
    }
    MemorySegment.copy(code.array(), 0, rom, ValueLayout.JAVA_BYTE, 0, BYTES);
  }
}
