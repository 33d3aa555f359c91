package org.backplane.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What tells one state of a file from another. The time of the last change of whatever kind cannot
 * be set back, so that a file that is put there with an old date counts as new.
 *
 * @param attributes device, number there, size, when the content changed, and when anything did
 */
record FileStamp(Map<String, Object> attributes) {

  private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

  /** How a file is now; may wait for a disk. */
  static FileStamp of(Path file) throws IOException {
    return new FileStamp(Map.copyOf(Files.readAttributes(file, ATTRIBUTES)));
  }

  /** How a file is now; empty when there is none. */
  static Optional<FileStamp> find(Path file) throws IOException {
    try {
      return Optional.of(of(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
