package org.backplane.json;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Finds JSON values in a stream of bytes as they arrive: back to back, several in a line or one
 * over many lines. An object or array is delivered with its closing bracket, a string with its
 * closing quote, a number or keyword with the first byte after it.
 *
 * <p>Relaxed: strings may stand in single quotes, where {@code \'} is an escape. Strict: no
 * duplicate members, no trailing commas, no comments, UTF-8 only, no lone surrogates. Integers
 * outside -2^63 to 2^64-1 become doubles; numbers beyond a double are refused.
 *
 * <p>A malformed piece is dropped up to the error and reported once; reading goes on behind it.
 * Inside a broken token that means: at the next bracket, comma, colon or line end. The bytes 0xFE,
 * 0xFF and the control characters other than blanks are errors that always end the current message,
 * so a client that sends one knows that its next message is read afresh.
 *
 * <p>Memory is bounded by the {@link JsonLimits}, whatever arrives. One thread at a time may use a
 * reader.
 */
// Own framing, then Jackson for the grammar: Jackson's non-blocking parser ends for good at the
// first error and its blocking one
// reads ahead, so neither can say where the bad piece ended. The framing knows tokens and brackets
// alone.
public final class JsonTextReader {
  private enum Mode {
    /** Between tokens. */
    PLAIN,
    WORD,
    STRING,
    /** Behind a broken token. */
    SKIPPING
  }

  private final MessageText message;
  private final Nesting nesting;
  private final StringScanner string = new StringScanner();
  private final ValueParser parser;
  private Mode mode = Mode.PLAIN;

  /** A reader with the limits of QMP. */
  public JsonTextReader() {
    this(JsonLimits.QMP);
  }

  /** A reader with limits of its own. */
  public JsonTextReader(JsonLimits limits) {
    message = new MessageText(limits);
    nesting = new Nesting(limits.maxNesting());
    parser = new ValueParser(limits);
  }

  /**
   * Takes bytes from {@code input} until a value or an error is complete. Call again with the same
   * buffer until the result is empty; then the buffer is used up and more bytes are needed.
   */
  public Optional<JsonInput> read(ByteBuffer input) {
    while (input.hasRemaining()) {
      int b = input.get(input.position()) & 0xff;
      if (mode == Mode.WORD && !JsonText.isWord(b)) {
        mode = Mode.PLAIN;
        if (nesting.isEmpty()) {
          return Optional.of(complete()); // the byte belongs to what follows and stays
        }
      }
      input.get();
      Optional<JsonInput> found = accept(b);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * Says that the stream has ended: delivers a last number or keyword, or the error that a value is
   * incomplete.
   */
  public Optional<JsonInput> end() {
    boolean word = mode == Mode.WORD && nesting.isEmpty();
    mode = Mode.PLAIN;
    if (word) {
      return Optional.of(complete());
    }
    return message.isEmpty()
        ? Optional.empty()
        : Optional.of(dropped(new JsonException("the text ends inside a value"), Mode.PLAIN));
  }

  /** How many tokens the message has so far of which a part was read; 0 between messages. */
  public int tokens() {
    return message.tokens();
  }

  private Optional<JsonInput> accept(int b) {
    try {
      return switch (mode) {
        case PLAIN, WORD -> plain(b);
        case STRING -> inString(b);
        case SKIPPING -> skip(b);
      };
    } catch (JsonException e) {
      boolean fresh = mode == Mode.PLAIN || JsonText.isReset(b) || JsonText.isLineEnd(b);
      return Optional.of(dropped(e, fresh ? Mode.PLAIN : Mode.SKIPPING));
    }
  }

  private Optional<JsonInput> plain(int b) throws JsonException {
    if (JsonText.isWord(b)) {
      word(b);
      return Optional.empty();
    }
    if (JsonText.isBlank(b)) {
      message.blank();
      return Optional.empty();
    }
    return switch (b) {
      case '"', '\'' -> {
        mode = Mode.STRING;
        string.start(b);
        message.startToken(b);
        yield Optional.empty();
      }
      case '{', '[' -> {
        message.startToken(b);
        nesting.open(b == '{');
        yield Optional.empty();
      }
      case '}', ']' -> {
        message.startToken(b);
        nesting.close(b == '}');
        yield completeAtTop();
      }
      case ',', ':' -> {
        message.startToken(b);
        yield completeAtTop();
      }
      default -> {
        mode = Mode.SKIPPING;
        throw new JsonException("byte " + JsonText.hex(b) + " starts no JSON token");
      }
    };
  }

  private void word(int b) throws JsonException {
    if (mode == Mode.WORD) {
      message.add(b);
    } else {
      mode = Mode.WORD;
      message.startToken(b);
    }
  }

  private Optional<JsonInput> inString(int b) throws JsonException {
    boolean ended = string.accept(b);
    message.add(b);
    if (!ended) {
      return Optional.empty();
    }
    mode = Mode.PLAIN;
    return completeAtTop();
  }

  private Optional<JsonInput> skip(int b) throws JsonException {
    if (JsonText.isStructural(b) || JsonText.isReset(b)) {
      mode = Mode.PLAIN;
      return plain(b);
    }
    if (JsonText.isLineEnd(b)) {
      mode = Mode.PLAIN;
    }
    return Optional.empty();
  }

  private Optional<JsonInput> completeAtTop() {
    return nesting.isEmpty() ? Optional.of(complete()) : Optional.empty();
  }

  private JsonInput complete() {
    try {
      Object value = parser.parse(message.stream());
      message.reset();
      return new JsonInput.Value(value);
    } catch (JsonException e) {
      return dropped(e, Mode.PLAIN);
    }
  }

  private JsonInput dropped(JsonException error, Mode next) {
    message.reset();
    nesting.reset();
    mode = next;
    return new JsonInput.Malformed(error);
  }
}
