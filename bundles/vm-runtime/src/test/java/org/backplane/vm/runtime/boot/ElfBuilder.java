package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small ELF files, right ones and wrong ones. */
final class ElfBuilder {

  static final int SEGMENT_OFFSET = 0x200;
  private static final int SECTIONS = 0x300;
  private static final int SYMBOLS = 0x400;
  private static final int NAMES = 0x480;

  final ByteBuffer bytes = ByteBuffer.allocate(0x500).order(ByteOrder.LITTLE_ENDIAN);

  private int symbols;
  private int nameBytes = 1;

  /** One segment of 16 bytes of data in 64 bytes of memory at the start of the RAM. */
  ElfBuilder() {
    bytes.putInt(0, 0x464c_457f).put(4, (byte) 2).put(5, (byte) 1).put(6, (byte) 1);
    bytes.putShort(16, (short) 2).putShort(18, (short) 243).putInt(20, 1);
    bytes.putLong(24, 0x8000_0000L).putLong(32, 64);
    bytes.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
    bytes.putShort(58, (short) 64);
    segment(0, 0x8000_0000L, 0x8000_0000L, 16, 64);
    for (int i = 0; i < 16; i++) {
      bytes.put(SEGMENT_OFFSET + i, (byte) (i + 1));
    }
  }

  ElfBuilder segment(int index, long virtual, long physical, long fileSize, long memorySize) {
    int at = 64 + 56 * index;
    bytes.putInt(at, 1).putLong(at + 8, SEGMENT_OFFSET).putLong(at + 16, virtual);
    bytes.putLong(at + 24, physical).putLong(at + 32, fileSize).putLong(at + 40, memorySize);
    bytes.putShort(56, (short) (index + 1));
    return this;
  }

  ElfBuilder entry(long address) {
    bytes.putLong(24, address);
    return this;
  }

  /** Adds a symbol without a place of its own: undefined. */
  ElfBuilder symbol(String name) {
    return symbol(name, 0, 0);
  }

  /** Adds a symbol at an address. */
  ElfBuilder symbol(String name, long address) {
    return symbol(name, 1, address);
  }

  private ElfBuilder symbol(String name, int section, long address) {
    int at = SYMBOLS + 24 * ++symbols;
    bytes.putInt(at, nameBytes).putShort(at + 6, (short) section).putLong(at + 8, address);
    byte[] text = (name + "\0").getBytes(StandardCharsets.US_ASCII);
    bytes.put(NAMES + nameBytes, text);
    nameBytes += text.length;
    bytes.putLong(40, SECTIONS).putShort(60, (short) 3);
    int table = SECTIONS + 64;
    bytes.putInt(table + 4, 2).putLong(table + 24, SYMBOLS).putInt(table + 40, 2);
    bytes.putLong(table + 32, 24L * (symbols + 1));
    int names = SECTIONS + 128;
    bytes.putInt(names + 4, 3).putLong(names + 24, NAMES).putLong(names + 32, nameBytes);
    return this;
  }

  byte[] build() {
    return bytes.array().clone();
  }
}
