package org.backplane.qtest;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Where a log may go: a plain file of its owner, standard error, or nowhere. */
final class LogFile {

  private static final Path NOWHERE = Path.of("/dev/null");
  private static final List<Path> STANDARD_ERROR =
      List.of(Path.of("/dev/fd/2"), Path.of("/dev/stderr"));

  private LogFile() {}

  /**
   * Opens and empties it; empty for nowhere. Nothing that could hold a writer up is opened, such as
   * a pipe.
   */
  static Optional<OutputStream> open(Path file) throws IOException {
    if (file.equals(NOWHERE)) {
      return Optional.empty();
    }
    if (STANDARD_ERROR.contains(file)) {
      return Optional.of(new StandardError());
    }
    make(file);
    return Optional.of(
        Files.newOutputStream(
            file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
  }

  private static void make(Path file) throws IOException {
    var own = PosixFilePermissions.fromString("rw-------");
    try {
      Files.createFile(file, PosixFilePermissions.asFileAttribute(own));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        var refused = new FileSystemException(file.toString(), null, "it is no plain file");
        refused.initCause(e);
        throw refused;
      }
      Files.setPosixFilePermissions(file, own);
    }
  }

  /** The process's standard error, which stays open. */
  private static final class StandardError extends OutputStream {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      out.write(bytes, from, count);
    }

    @Override
    public void close() {}
  }
}
