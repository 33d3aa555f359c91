package org.backplane.monitor.editor;

import java.util.function.Consumer;

/**
 * Makes code points of UTF-8, byte by byte. What is none becomes U+FFFD; what a terminal would act
 * upon instead of showing it is dropped.
 */
final class Utf8Decoder {

  private static final int REPLACEMENT = 0xfffd;

  private int codePoint;
  private int missing;
  private int least;

  /** Takes a byte; gives what it completes, a broken character first. */
  void take(int b, Consumer<Integer> codePoints) {
    if (missing > 0 && (b & 0xc0) == 0x80) {
      codePoint = codePoint << 6 | (b & 0x3f);
      if (--missing == 0) {
        give(valid(codePoint) ? codePoint : REPLACEMENT, codePoints);
      }
      return;
    }
    end(codePoints);
    if (b < 0x80) {
      give(b, codePoints);
    } else {
      begin(b, codePoints);
    }
  }

  /** No byte follows that belongs to what came so far. */
  void end(Consumer<Integer> codePoints) {
    if (missing > 0) {
      missing = 0;
      give(REPLACEMENT, codePoints);
    }
  }

  private void begin(int b, Consumer<Integer> codePoints) {
    if (b >= 0xc2 && b < 0xe0) {
      begin(b & 0x1f, 1, 0x80);
    } else if (b >= 0xe0 && b < 0xf0) {
      begin(b & 0x0f, 2, 0x800);
    } else if (b >= 0xf0 && b < 0xf5) {
      begin(b & 0x07, 3, 0x10000);
    } else {
      give(REPLACEMENT, codePoints);
    }
  }

  private void begin(int bits, int follow, int smallest) {
    codePoint = bits;
    missing = follow;
    least = smallest;
  }

  private boolean valid(int candidate) {
    return candidate >= least
        && Character.isValidCodePoint(candidate)
        && Character.getType(candidate) != Character.SURROGATE;
  }

  private static void give(int codePoint, Consumer<Integer> codePoints) {
    switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> {}
      default -> codePoints.accept(codePoint);
    }
  }
}
