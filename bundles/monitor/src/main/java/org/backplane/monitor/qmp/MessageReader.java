package org.backplane.monitor.qmp;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.backplane.json.JsonInput;
import org.backplane.json.JsonTextReader;
import org.backplane.monitor.session.TextBudget;

/**
 * Reads messages, no longer than there is room for what becomes of them in memory: the room for a
 * part is taken before the part is read. Of a message that is too long the rest of its line is
 * dropped, or what comes before a byte that ends every message, such as ESC. One thread at a time.
 */
final class MessageReader {

  /** What a token may become, in bytes: a share of an object, of its names and its values. */
  static final int BYTES_PER_TOKEN = 64;

  /** What a byte of text may need while it is read: it is kept, decoded, joined and copied. */
  static final int BYTES_PER_BYTE = 8;

  private static final int STEP = 64 << 10;
  private static final int BLANK = ' ';
  private static final byte RESET = (byte) 0xff;

  private final JsonTextReader reader = new JsonTextReader();
  private final BooleanSupplier negotiated;
  private final TextBudget.Share share;
  private final int freeBytes;
  private final int freeTokens;
  private long bytes;
  private long taken;
  private boolean dropping;

  /**
   * A message.
   *
   * @param bytes how long it was
   * @param taken what it took of the shared room, to be given back once it is done with
   */
  record Message(Read read, long bytes, long taken) {}

  /** What was read. */
  sealed interface Read {
    /** Something that may be a request. */
    record Text(JsonInput input) implements Read {}

    /** Nothing, and why. */
    record TooLong(String why) implements Read {}
  }

  MessageReader(BooleanSupplier negotiated, TextBudget.Share share, int freeBytes) {
    this.negotiated = negotiated;
    this.share = share;
    this.freeBytes = freeBytes;
    freeTokens = Math.max(1, freeBytes / BYTES_PER_TOKEN);
  }

  /** The next message; empty when more bytes are needed. */
  Optional<Message> next(ByteBuffer data) {
    if (dropping) {
      drop(data);
    }
    while (data.hasRemaining() && !dropping) {
      if (bytes == 0) {
        skipBlanks(data);
      }
      long part = readable();
      Optional<String> refusal = part > 0 ? Optional.empty() : grow();
      if (refusal.isPresent()) {
        forget();
        return Optional.of(complete(new Read.TooLong(refusal.get())));
      }
      Optional<JsonInput> input = readPart(data, part);
      if (input.isPresent()) {
        return Optional.of(complete(new Read.Text(input.get())));
      }
    }
    return Optional.empty();
  }

  /** Blanks between messages take no room. */
  private static void skipBlanks(ByteBuffer data) {
    while (data.hasRemaining() && isBlank(data.get(data.position()))) {
      data.get();
    }
  }

  private static boolean isBlank(byte b) {
    return b == BLANK || b == '\t' || b == '\n' || b == '\r';
  }

  /** How many bytes there is room for, if each of them is a token. */
  private long readable() {
    long text = freeBytes - bytes;
    long tokens = freeTokens - (long) reader.tokens();
    long free = Math.min(text, tokens);
    long used = BYTES_PER_BYTE * Math.max(0, -text) + BYTES_PER_TOKEN * Math.max(0, -tokens);
    return Math.max(free, (taken - used) / (BYTES_PER_BYTE + BYTES_PER_TOKEN));
  }

  /** Takes room for the next part; answers why there is none. */
  private Optional<String> grow() {
    if (!negotiated.getAsBoolean()) {
      return Optional.of(
          "a message before the negotiation is no longer than "
              + freeBytes
              + " bytes and "
              + freeTokens
              + " tokens");
    }
    if (share.take(STEP)) {
      taken += STEP;
      return Optional.empty();
    }
    return Optional.of(
        "there is no room for so long a message while others are read; send it later");
  }

  private Optional<JsonInput> readPart(ByteBuffer data, long part) {
    int from = data.position();
    int end = data.limit();
    data.limit((int) Math.min(end, from + part));
    try {
      return reader.read(data);
    } finally {
      bytes += data.position() - from;
      data.limit(end);
    }
  }

  private Message complete(Read read) {
    var message = new Message(read, bytes, taken);
    bytes = 0;
    taken = 0;
    return message;
  }

  /** Lets the reader begin anew. */
  private void forget() {
    var reset = ByteBuffer.wrap(new byte[] {RESET});
    while (reset.hasRemaining()) {
      Optional<JsonInput> _ = reader.read(reset);
    }
    dropping = true;
  }

  private void drop(ByteBuffer data) {
    while (data.hasRemaining() && dropping) {
      byte b = data.get();
      boolean control = b >= 0 && b < BLANK && b != '\t' && b != '\r';
      dropping = !control && b != RESET && b != RESET - 1;
    }
  }
}
