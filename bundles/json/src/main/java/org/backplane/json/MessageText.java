package org.backplane.json;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of the message that is being read, within its limits. They are kept in pieces, because
 * growing one array would for a moment take twice the limit; and runs of blanks as one, because
 * blanks are free.
 */
final class MessageText {
  private static final int PIECE_BYTES = 8192;
  private static final byte BLANK = ' ';

  private final JsonLimits limits;
  private final List<byte[]> pieces = new ArrayList<>();
  private int length;
  private int tokens;
  private int tokenBytes;
  private byte last = BLANK;

  MessageText(JsonLimits limits) {
    this.limits = limits;
  }

  boolean isEmpty() {
    return length == 0;
  }

  int tokens() {
    return tokens;
  }

  /** Forgets the text; the first piece stays for the next message. */
  void reset() {
    if (pieces.size() > 1) {
      pieces.subList(1, pieces.size()).clear();
    }
    length = 0;
    tokens = 0;
    tokenBytes = 0;
    last = BLANK;
  }

  void startToken(int b) throws JsonException {
    if (++tokens > limits.maxTokens()) {
      throw new JsonException("more than " + limits.maxTokens() + " tokens in one message");
    }
    add(b);
  }

  void add(int b) throws JsonException {
    if (++tokenBytes > limits.maxTokenTextBytes()) {
      throw new JsonException(
          "more than " + limits.maxTokenTextBytes() + " bytes of text in one message");
    }
    append((byte) b);
  }

  void blank() {
    if (last != BLANK) {
      append(BLANK);
    }
  }

  InputStream stream() {
    return new PieceStream();
  }

  private void append(byte b) {
    int piece = length / PIECE_BYTES;
    if (piece == pieces.size()) {
      pieces.add(new byte[PIECE_BYTES]);
    }
    pieces.get(piece)[length % PIECE_BYTES] = b;
    length++;
    last = b;
  }

  private final class PieceStream extends InputStream {
    private int at;

    @Override
    public int read() {
      return at == length ? -1 : pieces.get(at / PIECE_BYTES)[at++ % PIECE_BYTES] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
      if (at == length && count > 0) {
        return -1;
      }
      int inPiece = at % PIECE_BYTES;
      int n = Math.min(count, Math.min(PIECE_BYTES - inPiece, length - at));
      if (n > 0) {
        System.arraycopy(pieces.get(at / PIECE_BYTES), inPiece, target, offset, n);
        at += n;
      }
      return n;
    }
  }
}
