package org.backplane.qtest;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.backplane.api.qtest.Testbench;

/**
 * The data of a request on its way into memory, so that a line of any length needs no more room
 * than a piece. It gets there as it comes: where an error follows, what came before it has been
 * written.
 */
final class Incoming implements RequestReader.Data {

  /** Digits of a piece: whole bytes in either encoding. */
  private static final int DIGITS = 64 << 10;

  private static final int SHORTEST = 3;

  /** How bytes are written. */
  enum Encoding {
    /** Two digits a byte behind a prefix of two; what is missing is zero. */
    HEX,
    /** Four digits for three bytes; what is missing is left as it is. */
    BASE64
  }

  /**
   * Where data goes.
   *
   * @param size how many bytes may go there
   */
  record Place(Testbench bench, long address, long size) {}

  private final Encoding encoding;
  private final Optional<Place> place;
  private final Talk talk;
  private final byte[] digits = new byte[DIGITS];
  private Optional<Refusal> refusal;
  private int held;
  private long came;
  private long written;

  /**
   * @param refusal why there is no place
   */
  Incoming(Encoding encoding, Optional<Place> place, Optional<Refusal> refusal, Talk talk) {
    this.encoding = encoding;
    this.place = place;
    this.refusal = refusal;
    this.talk = talk;
  }

  @Override
  public void digit(char digit) {
    came++;
    if (encoding == Encoding.HEX && came <= 2) {
      return; // the prefix
    }
    digits[held++] = (byte) digit;
    if (held == DIGITS) {
      flush();
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    flush();
    if (came < SHORTEST && refusal.isEmpty()) {
      refusal = Optional.of(Refusal.data("invalid argument size"));
    }
    if (refusal.isEmpty() && encoding == Encoding.HEX && place.isPresent()) {
      Place target = place.get();
      Transfers.fill(target.bench(), target.address() + written, target.size() - written, (byte) 0);
    }
    talk.line(refusal.map(Refusal::answer).orElse("OK"));
  }

  private void flush() {
    if (refusal.isEmpty() && place.isPresent()) {
      try {
        write(place.get(), encoding == Encoding.HEX ? hex() : base64());
      } catch (Refusal e) {
        refusal = Optional.of(e);
      }
    }
    held = 0;
  }

  private void write(Place target, byte[] bytes) {
    int count = (int) Math.min(bytes.length, target.size() - written);
    if (count > 0) {
      target
          .bench()
          .store(
              target.address() + written,
              count == bytes.length ? bytes : Arrays.copyOf(bytes, count));
      written += count;
    }
  }

  private byte[] hex() throws Refusal {
    var bytes = new byte[held / 2];
    for (int n = 0; n < bytes.length; n++) {
      int high = Character.digit(digits[2 * n], 16);
      int low = Character.digit(digits[2 * n + 1], 16);
      if (high < 0 || low < 0) {
        throw Refusal.because("the data has something else than hexadecimal digits");
      }
      bytes[n] = (byte) (high << 4 | low);
    }
    return bytes;
  }

  private byte[] base64() throws Refusal {
    try {
      return Base64.getDecoder().decode(Arrays.copyOf(digits, held));
    } catch (IllegalArgumentException _) {
      throw Refusal.because("the data is not base64");
    }
  }
}
