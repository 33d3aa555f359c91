package org.backplane.json;

/**
 * Refuses bytes that are not UTF-8 as Unicode 3.9 table 3-7 defines it: no overlong forms, no
 * surrogates, nothing above U+10FFFF.
 */
final class Utf8Check {
  private int pending;
  private int low;
  private int high;

  void reset() {
    pending = 0;
  }

  void accept(int b) throws JsonException {
    if (pending == 0) {
      lead(b);
    } else if (b < low || b > high) {
      throw new JsonException("byte " + JsonText.hex(b) + " does not continue a UTF-8 character");
    } else {
      expect(pending - 1, 0x80, 0xbf);
    }
  }

  private void lead(int b) throws JsonException {
    if (b < 0x80) {
      return;
    }
    if (b < 0xc2 || b > 0xf4) {
      throw new JsonException("byte " + JsonText.hex(b) + " starts no UTF-8 character");
    }
    if (b < 0xe0) {
      expect(1, 0x80, 0xbf);
    } else if (b < 0xf0) {
      expect(2, b == 0xe0 ? 0xa0 : 0x80, b == 0xed ? 0x9f : 0xbf);
    } else {
      expect(3, b == 0xf0 ? 0x90 : 0x80, b == 0xf4 ? 0x8f : 0xbf);
    }
  }

  private void expect(int count, int lowest, int highest) {
    pending = count;
    low = lowest;
    high = highest;
  }
}
