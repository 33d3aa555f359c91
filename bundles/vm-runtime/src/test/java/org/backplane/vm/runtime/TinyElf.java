package org.backplane.vm.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A machine-mode program of one instruction, a jump to itself, at the start of the RAM. */
final class TinyElf {

  private TinyElf() {}

  /** The same with 4 KiB of memory and {@code tohost} in it. */
  static byte[] test(long tohost) {
    var elf = ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    elf.putLong(0x68, 4096).putShort(0x96, (short) 1).putLong(0x98, tohost);
    return elf.array();
  }

  /** Such a one with a signature, too. */
  static byte[] test(long tohost, long signature, long signatureEnd) {
    byte[] names = "\0tohost\0begin_signature\0end_signature\0".getBytes(StandardCharsets.US_ASCII);
    var elf = ByteBuffer.allocate(0x300).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(0, bytes()).putLong(0x68, 4096);
    elf.putLong(0x158, 0x200).putLong(0x160, 72).putLong(0x198, 0x280).putLong(0x1a0, names.length);
    elf.putInt(0x200, 1).putShort(0x206, (short) 1).putLong(0x208, tohost);
    elf.putInt(0x218, 8).putShort(0x21e, (short) 1).putLong(0x220, signature);
    elf.putInt(0x230, 24).putShort(0x236, (short) 1).putLong(0x238, signatureEnd);
    return elf.put(0x280, names).array();
  }

  static byte[] bytes() {
    var elf = ByteBuffer.allocate(0x1c0).order(ByteOrder.LITTLE_ENDIAN);
    elf.putInt(0, 0x464c_457f).putShort(4, (short) 0x0102).put(6, (byte) 1);
    elf.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
    elf.putLong(24, 0x8000_0000L).putLong(32, 0x40).putLong(40, 0x100);
    elf.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
    elf.putShort(58, (short) 64).putShort(60, (short) 3);
    elf.putInt(0x40, 1).putLong(0x48, 0x80).putLong(0x50, 0x8000_0000L);
    elf.putLong(0x58, 0x8000_0000L).putLong(0x60, 4).putLong(0x68, 4);
    elf.putInt(0x80, 0x6f);
    elf.putInt(0x144, 2).putLong(0x158, 0x90).putLong(0x160, 24).putInt(0x168, 2);
    elf.putInt(0x184, 3).putLong(0x198, 0xb0).putLong(0x1a0, 8);
    elf.putInt(0x90, 1);
    elf.put(0xb0, "\0tohost\0".getBytes(StandardCharsets.US_ASCII));
    return elf.array();
  }
}
