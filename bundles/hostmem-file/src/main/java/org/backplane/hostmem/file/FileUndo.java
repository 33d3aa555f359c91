package org.backplane.hostmem.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a creation did to the file system. Closing takes it back, unless the creation succeeded, or
 * the file is not the creation's alone any more. For one thread.
 */
final class FileUndo implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileUndo.class);

  private final Deque<GrownFile> files = new ArrayDeque<>();
  private boolean forgotten;

  /**
   * Gives a file its length that was just made.
   *
   * @param file taken over
   * @return a copy for the creation
   */
  FileDescriptor growNew(Path path, FileDescriptor file, long sizeBytes) throws LinuxException {
    return grow(new GrownFile(file, sizeBytes, () -> FileName.remove(path, file)));
  }

  /**
   * Gives a file a length that was there, but empty.
   *
   * @param file taken over
   * @return a copy for the creation
   */
  FileDescriptor growEmpty(FileDescriptor file, long sizeBytes) throws LinuxException {
    return grow(new GrownFile(file, sizeBytes, () -> file.truncate(0)));
  }

  private FileDescriptor grow(GrownFile file) throws LinuxException {
    files.push(file);
    return file.grow();
  }

  /** The creation succeeded: everything stays. */
  void forget() {
    forgotten = true;
  }

  /** To be called when a refused creation has nothing mapped any more. */
  @Override
  public void close() {
    while (!files.isEmpty()) {
      try (GrownFile file = files.pop()) {
        if (!forgotten) {
          file.takeBack();
        }
      } catch (IOException e) {
        LOG.warn("A refused memory backend leaves a file behind: {}", e.getMessage());
      }
    }
  }
}
