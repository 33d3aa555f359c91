package org.backplane.hostmem.file;

import java.io.IOException;
import java.util.Optional;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Hold;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file without content that a creation gives a length, and may have to make what it was. */
final class GrownFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GrownFile.class);

  /** Makes a file what it was. */
  @FunctionalInterface
  interface Way {
    void back() throws IOException;
  }

  private final FileDescriptor file;
  private final long sizeBytes;
  private final Way way;

  /**
   * @param file taken over
   * @param sizeBytes its length to be
   */
  GrownFile(FileDescriptor file, long sizeBytes, Way way) {
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.way = way;
  }

  /**
   * Gives it the length.
   *
   * @return a copy; the creation uses the file through copies alone
   */
  FileDescriptor grow() throws LinuxException {
    // Somebody else who found it may have grown it further meanwhile.
    if (file.status().sizeBytes() < sizeBytes) {
      file.truncate(sizeBytes);
    }
    return file.dup();
  }

  /** Makes it what it was, unless others use it or wrote to it; then it stays as it is. */
  void takeBack() throws IOException {
    Optional<Hold> only = file.onlyUser();
    if (only.isEmpty()) {
      LOG.info("A refused memory backend leaves '{}' to others who use it", file);
      return;
    }
    // Who opens it meanwhile waits until it is gone or empty: it cannot become theirs between the
    // look and the deed.
    try (Hold _ = only.get()) {
      if (FileContent.isBlank(file, sizeBytes)) {
        way.back();
      } else {
        LOG.info("A refused memory backend leaves '{}': others may have written to it", file);
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
