package org.backplane.monitor.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.schema.Shape;

/** How bytes stand in a JSON string. */
enum DataFormat {
  /** As text; bytes that are none read as U+FFFD. */
  UTF8 {
    @Override
    byte[] bytes(String subject, String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  },
  BASE64 {
    @Override
    byte[] bytes(String subject, String text) throws InvalidRequestException {
      try {
        return Base64.getDecoder().decode(text);
      } catch (IllegalArgumentException e) {
        throw new InvalidRequestException(
            subject, "data is not base64: " + e.getMessage(), "encode it, or give format=utf8");
      }
    }

    @Override
    String text(byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
  };

  /** The words for them. */
  static final Shape SHAPE = new Shape.Words(List.of("utf8", "base64"));

  /** The format of that name; text unless another is given. */
  static DataFormat of(Optional<String> name) {
    return name.filter("base64"::equals).isPresent() ? BASE64 : UTF8;
  }

  abstract byte[] bytes(String subject, String text) throws InvalidRequestException;

  abstract String text(byte[] bytes);
}
