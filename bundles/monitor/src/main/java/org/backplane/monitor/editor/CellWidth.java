package org.backplane.monitor.editor;

/** How many columns of a terminal a text takes. */
final class CellWidth {

  /** First and last code points of what East Asian and pictorial scripts show two columns wide. */
  private static final int[] WIDE = {
    0x1100, 0x115f,
    0x231a, 0x231b,
    0x23e9, 0x23ec,
    0x25fd, 0x25fe,
    0x2614, 0x2615,
    0x2648, 0x2653,
    0x26aa, 0x26ab,
    0x26bd, 0x26be,
    0x26c4, 0x26c5,
    0x26f2, 0x26f3,
    0x2705, 0x2705,
    0x270a, 0x270b,
    0x274c, 0x274c,
    0x2753, 0x2755,
    0x2795, 0x2797,
    0x2b1b, 0x2b1c,
    0x2e80, 0x303e,
    0x3041, 0xa4cf,
    0xa960, 0xa97f,
    0xac00, 0xd7a3,
    0xf900, 0xfaff,
    0xfe30, 0xfe6f,
    0xff01, 0xff60,
    0xffe0, 0xffe6,
    0x1f300, 0x1f64f,
    0x1f680, 0x1f6ff,
    0x1f7e0, 0x1f7eb,
    0x1f900, 0x1faff,
    0x20000, 0x3fffd,
  };

  private CellWidth() {}

  /** 0 for what combines with the character before it, 2 for wide characters, else 1. */
  static int of(int codePoint) {
    if (codePoint < 0x300) {
      return 1;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isMedialJamo(codePoint) ? 0 : isWide(codePoint) ? 2 : 1;
    };
  }

  /** The columns of a text without control characters. */
  static int of(String text) {
    return text.codePoints().map(CellWidth::of).sum();
  }

  /** Vowels and final consonants that join the syllable before them. */
  private static boolean isMedialJamo(int codePoint) {
    return codePoint >= 0x1160 && codePoint <= 0x11ff;
  }

  private static boolean isWide(int codePoint) {
    int low = 0;
    int high = WIDE.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < WIDE[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > WIDE[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
