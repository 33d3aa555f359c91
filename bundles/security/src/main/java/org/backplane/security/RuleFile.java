package org.backplane.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;

/** A file with rules about who may come in. */
record RuleFile(Path path) {

  private static final int MOST_BYTES = 1 << 20;

  /** What tells one state of a file from another. */
  record Stamp(Object modified, long size, String file) {}

  /** How the file is now. */
  Stamp stamp() throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new Stamp(
        attributes.lastModifiedTime(), attributes.size(), Objects.toString(attributes.fileKey()));
  }

  /**
   * Its rules.
   *
   * @throws IOException it cannot be read, or is not as it should be; the message says why
   */
  Rules read() throws IOException {
    try {
      byte[] text = FileReading.read(path, MOST_BYTES);
      return Rules.of(JsonReader.parse(new String(text, StandardCharsets.UTF_8)));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
