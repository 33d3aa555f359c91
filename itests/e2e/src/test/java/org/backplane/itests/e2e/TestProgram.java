package org.backplane.itests.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A RISC-V program for machine mode as an ELF file with the symbols {@code tohost}, by which the
 * standard test programs tell their result, and {@code fromhost}: all that it does is to store a
 * value there, again and again.
 *
 * <pre>
 * file      0 ELF header | 64 program header | 120 code and data | symbols | strings | sections
 * memory    0x80000000: code, 0x80000040: tohost, 0x80000048: fromhost
 * </pre>
 */
final class TestProgram {

  private static final long BASE = 0x8000_0000L;
  private static final int TOHOST = 64;
  private static final int FROMHOST = TOHOST + 8;
  private static final int HEADER = 64;
  private static final int SEGMENT_HEADER = 56;
  private static final int SECTION_HEADER = 64;
  private static final int SYMBOL = 24;
  private static final String STRINGS = "\0tohost\0fromhost\0";

  private static final int IMAGE_AT = HEADER + SEGMENT_HEADER;
  private static final int IMAGE_BYTES = FROMHOST + 8;
  private static final int SYMBOLS_AT = IMAGE_AT + IMAGE_BYTES;
  private static final int SYMBOLS_BYTES = 3 * SYMBOL;
  private static final int STRINGS_AT = SYMBOLS_AT + SYMBOLS_BYTES;
  private static final int SECTIONS_AT = STRINGS_AT + STRINGS.length();
  private static final int SECTIONS = 4;

  private final ByteBuffer file =
      ByteBuffer.allocate(SECTIONS_AT + SECTIONS * SECTION_HEADER).order(ByteOrder.LITTLE_ENDIAN);

  private TestProgram(int value) {
    header();
    segment();
    code(value);
    symbols();
    sections();
  }

  /**
   * The whole file.
   *
   * @param value for {@code tohost}, 0 to 2047: 1 means passed, another odd one that test value / 2
   *     failed
   */
  static byte[] storing(int value) {
    return new TestProgram(value).file.array();
  }

  private void header() {
    file.putInt(0x464c_457f).put((byte) 2).put((byte) 1).put((byte) 1); // 64 bits, little endian
    file.position(16).putShort((short) 2).putShort((short) 243).putInt(1); // executable, RISC-V
    file.putLong(BASE).putLong(HEADER).putLong(SECTIONS_AT).putInt(0);
    file.putShort((short) HEADER).putShort((short) SEGMENT_HEADER).putShort((short) 1);
    file.putShort((short) SECTION_HEADER).putShort((short) SECTIONS).putShort((short) 3);
  }

  private void segment() {
    file.position(HEADER).putInt(1).putInt(7).putLong(IMAGE_AT).putLong(BASE).putLong(BASE);
    file.putLong(IMAGE_BYTES).putLong(IMAGE_BYTES).putLong(8);
  }

  private void code(int value) {
    int t0 = 5;
    int t1 = 6;
    file.position(IMAGE_AT);
    file.putInt(0x17 | t0 << 7); // auipc t0, 0
    file.putInt(0x13 | t1 << 7 | value << 20); // li t1, value
    // sd t1, TOHOST(t0)
    file.putInt(0x3023 | (TOHOST & 31) << 7 | t0 << 15 | t1 << 20 | TOHOST >> 5 << 25);
    file.putInt(0xffdf_f06f); // j back to the store
  }

  private void symbols() {
    file.position(SYMBOLS_AT + SYMBOL); // the first symbol is none
    symbol("tohost", TOHOST);
    symbol("fromhost", FROMHOST);
    file.put(STRINGS.getBytes(StandardCharsets.US_ASCII));
  }

  private void symbol(String name, int at) {
    file.putInt(STRINGS.indexOf("\0" + name + "\0") + 1);
    file.put((byte) 0x11).put((byte) 0).putShort((short) 1); // a global object in the image
    file.putLong(BASE + at).putLong(8);
  }

  /** None, the image, the symbols, the strings of both kinds. */
  private void sections() {
    file.position(SECTIONS_AT + SECTION_HEADER);
    section(1, 7, BASE, IMAGE_AT, IMAGE_BYTES, 0, 0);
    section(2, 0, 0, SYMBOLS_AT, SYMBOLS_BYTES, 3, SYMBOL);
    section(3, 0, 0, STRINGS_AT, STRINGS.length(), 0, 0);
  }

  private void section(
      int type, long flags, long address, long at, long size, int link, int entry) {
    file.putInt(0).putInt(type).putLong(flags).putLong(address).putLong(at).putLong(size);
    file.putInt(link).putInt(type == 2 ? 1 : 0).putLong(8).putLong(entry);
  }
}
