package org.backplane.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads one complete text, by the rules of {@link JsonTextReader}. */
public final class JsonReader {
  private JsonReader() {}

  /**
   * The value of a text that contains one value and blanks around it at most.
   *
   * @return a value as {@link JsonInput.Value} describes it
   * @throws JsonException the text is malformed, incomplete or empty, or something follows the
   *     value
   */
  public static Object parse(String text) throws JsonException {
    ByteBuffer bytes = utf8(text);
    var reader = new JsonTextReader();
    JsonInput first =
        reader
            .read(bytes)
            .or(reader::end)
            .orElseThrow(() -> new JsonException("the text is empty"));
    return switch (first) {
      case JsonInput.Malformed(var error) -> throw error;
      case JsonInput.Value(var value) -> {
        while (bytes.hasRemaining()) {
          if (!JsonText.isBlank(bytes.get())) {
            throw new JsonException("text follows the value");
          }
        }
        yield value;
      }
    };
  }

  private static ByteBuffer utf8(String text) throws JsonException {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException _) {
      throw new JsonException("half a surrogate pair in the text");
    }
  }
}
