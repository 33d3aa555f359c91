package org.backplane.monitor.hmp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes lines of what a person types, and the echo that shows it. Knows backspace and line kill
 * (Ctrl-U, Ctrl-C); the keys that terminals send as escape sequences do nothing.
 */
final class LineEditor {

  /** Most bytes of a line; what is typed beyond is refused with a bell. */
  static final int MAX_BYTES = 4096;

  private static final String BELL = "\u0007";
  private static final String RUB_OUT = "\b \b";
  private static final String LINE_END = "\r\n";

  private enum Escape {
    NONE,
    BEGUN,
    SEQUENCE
  }

  private byte[] line = new byte[128];
  private int length;
  private Escape escape = Escape.NONE;
  private boolean afterReturn;
  private final StringBuilder echo = new StringBuilder();

  /** Takes a byte; answers the line that it completes. */
  Optional<String> type(int b) {
    boolean secondOfPair = afterReturn && b == '\n';
    afterReturn = b == '\r';
    if (secondOfPair || escaped(b)) {
      return Optional.empty();
    }
    switch (b) {
      case '\r', '\n' -> {
        return Optional.of(complete());
      }
      case 0x03, 0x15 -> kill();
      case 0x08, 0x7f -> rubOut();
      case 0x1b -> escape = Escape.BEGUN;
      default -> add(b == '\t' ? ' ' : b);
    }
    return Optional.empty();
  }

  /** What the person is to see of what was typed since the last call. */
  String echo() {
    String text = echo.toString();
    echo.setLength(0);
    return text;
  }

  private boolean escaped(int b) {
    Escape before = escape;
    escape =
        switch (before) {
          case NONE -> Escape.NONE;
          case BEGUN -> b == '[' || b == 'O' ? Escape.SEQUENCE : Escape.NONE;
          case SEQUENCE -> b >= 0x40 && b <= 0x7e ? Escape.NONE : Escape.SEQUENCE;
        };
    return before != Escape.NONE;
  }

  private String complete() {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    length = 0;
    echo.append(LINE_END);
    return text;
  }

  private void kill() {
    while (length > 0) {
      rubOut();
    }
  }

  private void rubOut() {
    if (length == 0) {
      return;
    }
    length--;
    while (length > 0 && isContinuation(line[length])) {
      length--;
    }
    echo.append(RUB_OUT);
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xc0) == 0x80;
  }

  private void add(int b) {
    if (b < ' ') {
      return;
    }
    if (length == MAX_BYTES) {
      echo.append(BELL);
      return;
    }
    if (length == line.length) {
      line = Arrays.copyOf(line, 2 * length);
    }
    line[length++] = (byte) b;
    echoCharacter();
  }

  /** A character of several bytes is echoed with its last one. */
  private void echoCharacter() {
    int start = length - 1;
    while (start > 0 && isContinuation(line[start])) {
      start--;
    }
    int lead = line[start] & 0xff;
    int wanted = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length - start == wanted) {
      echo.append(new String(line, start, wanted, StandardCharsets.UTF_8));
    }
  }
}
