package org.backplane.qtest;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.backplane.api.qtest.Testbench;

/** Moves ranges of memory, a piece at a time. */
final class Transfers {

  /** Most bytes of one request. */
  static final long LIMIT = 1L << 30;

  /** A multiple of three, so that pieces make base64 without padding in the middle. */
  static final int PIECE = 48 << 10;

  private Transfers() {}

  /** Turns a piece into text. */
  @FunctionalInterface
  interface Encoding {
    Encoding HEX = HexFormat.of()::formatHex;
    Encoding BASE64 = Base64.getEncoder()::encodeToString;

    String text(byte[] bytes);
  }

  /** The size at a place of a request. */
  static long size(Request request, int place) throws Refusal {
    long size = request.number(place);
    if (size < 0 || size > LIMIT) {
      throw Refusal.because("a size is %d at most".formatted(LIMIT));
    }
    return size;
  }

  /** Tells what is there, as a line. */
  static void read(
      Testbench bench, long address, long size, String prefix, Encoding encoding, Talk talk)
      throws IOException, InterruptedException {
    talk.part("OK " + prefix, false);
    for (long done = 0; done < size; done += PIECE) {
      requireWanted();
      var piece = new byte[(int) Math.min(PIECE, size - done)];
      bench.load(address + done, piece);
      talk.part(encoding.text(piece), false);
    }
    talk.part("\n", true);
  }

  /** Writes one byte again and again. */
  static void fill(Testbench bench, long address, long size, byte value)
      throws InterruptedException {
    var piece = new byte[(int) Math.min(PIECE, size)];
    Arrays.fill(piece, value);
    for (long done = 0; done < size; done += PIECE) {
      requireWanted();
      long left = size - done;
      bench.store(address + done, left < piece.length ? Arrays.copyOf(piece, (int) left) : piece);
    }
  }

  /** Much work for one line ends when nobody waits for it any longer. */
  private static void requireWanted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
