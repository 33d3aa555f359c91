package org.backplane.monitor.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.monitor.report.Wording;

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

  /** The format of that name; text unless another is given. */
  static DataFormat of(String subject, Optional<String> name) throws InvalidRequestException {
    return switch (name.orElse("utf8")) {
      case "utf8" -> UTF8;
      case "base64" -> BASE64;
      default ->
          throw new InvalidRequestException(
              subject,
              "there is no format " + Wording.quoted(name.orElse("")),
              "give utf8 or base64");
    };
  }

  abstract byte[] bytes(String subject, String text) throws InvalidRequestException;

  abstract String text(byte[] bytes);
}
