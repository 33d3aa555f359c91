package org.backplane.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;

/** A file with rules about who may come in. Its methods wait for it for a bounded time. */
record RuleFile(Path path, FileReading reading) {

  private static final int MOST_BYTES = 1 << 20;

  /** How the file is now. */
  FileStamp stamp() throws IOException {
    return reading.inTime(() -> FileStamp.of(path));
  }

  /**
   * Its rules.
   *
   * @throws IOException it cannot be read, or is not as it should be; the message says why
   */
  Rules read() throws IOException {
    try {
      byte[] text = reading.read(path, MOST_BYTES);
      return Rules.of(JsonReader.parse(new String(text, StandardCharsets.UTF_8)));
    } catch (JsonException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
