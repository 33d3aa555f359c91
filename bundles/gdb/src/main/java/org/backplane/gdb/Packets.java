package org.backplane.gdb;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How packets look: {@code $BODY#SUM}, where SUM is the sum of the body's bytes as two hexadecimal
 * digits. A byte that would be taken for part of the frame is sent as {@link #ESCAPE} and itself
 * with bit 5 flipped.
 */
final class Packets {

  static final char BEGIN = '$';
  static final char END = '#';
  static final char ESCAPE = '}';
  static final int FLIP = 0x20;

  /** Stands between packets. */
  static final int INTERRUPT = 3;

  static final byte[] ACKNOWLEDGED = {'+'};
  static final byte[] REFUSED = {'-'};

  /** Longest body, in bytes; told to the debugger. */
  static final int MAX_BODY = 1 << 14;

  /** Most bytes of memory in one packet: two digits each. */
  static final int MAX_MEMORY = MAX_BODY / 2;

  /** A character per byte. */
  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  /** What has a meaning in answers: the frame, and the mark of repetitions. */
  private static final String SPECIAL = "$#}*";

  private Packets() {}

  /** A packet around a body with a character per byte. */
  static byte[] encode(String body) {
    var out = new ByteArrayOutputStream(body.length() + 4);
    out.write(BEGIN);
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int c = body.charAt(i);
      if (SPECIAL.indexOf(c) >= 0) {
        out.write(ESCAPE);
        sum += ESCAPE;
        c ^= FLIP;
      }
      out.write(c);
      sum += c;
    }
    out.write(END);
    out.writeBytes("%02x".formatted(sum & 0xff).getBytes(BYTES));
    return out.toByteArray();
  }
}
