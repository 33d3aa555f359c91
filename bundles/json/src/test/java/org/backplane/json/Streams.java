package org.backplane.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Feeds bytes to a reader and collects what comes out. */
final class Streams {
  private Streams() {}

  static List<JsonInput> readAll(String text) {
    return readAll(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<JsonInput> readAll(byte[]... parts) {
    var reader = new JsonTextReader();
    List<JsonInput> found = new ArrayList<>();
    for (byte[] part : parts) {
      drain(reader, part, found);
    }
    reader.end().ifPresent(found::add);
    return found;
  }

  static void drain(JsonTextReader reader, byte[] part, List<JsonInput> found) {
    ByteBuffer bytes = ByteBuffer.wrap(part);
    Optional<JsonInput> next = reader.read(bytes);
    while (next.isPresent()) {
      found.add(next.get());
      next = reader.read(bytes);
    }
  }

  static List<Object> valuesIn(List<JsonInput> found) {
    List<Object> values = new ArrayList<>();
    for (JsonInput item : found) {
      if (item instanceof JsonInput.Value value) {
        values.add(value.value());
      }
    }
    return values;
  }

  /** What came out with every error as the same word. */
  static List<Object> shape(List<JsonInput> found) {
    List<Object> shape = new ArrayList<>();
    for (JsonInput item : found) {
      shape.add(
          switch (item) {
            case JsonInput.Value value -> value.value();
            case JsonInput.Malformed error -> "error: " + error.error().getMessage();
          });
    }
    return shape;
  }

  static long errors(List<JsonInput> found) {
    return found.stream().filter(JsonInput.Malformed.class::isInstance).count();
  }

  static byte[] bytes(Object... parts) {
    var out = new java.io.ByteArrayOutputStream();
    for (Object part : parts) {
      switch (part) {
        case Integer b -> out.write(b);
        default -> out.writeBytes(part.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    return out.toByteArray();
  }
}
