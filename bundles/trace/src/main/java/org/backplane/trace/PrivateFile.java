package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that are made for their owner alone. One that is there keeps its mode. */
final class PrivateFile {

  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private PrivateFile() {}

  /** Opens one to be written at its end. */
  static OutputStream append(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new FileSystemException(file.toString(), null, "it is no plain file"); // a pipe waits
    }
    return Channels.newOutputStream(
        FileChannel.open(
            file,
            APPEND,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  /** Makes one, unless it is there and can be written. */
  static void make(Path file) throws IOException {
    append(file).close();
  }

  /** What went wrong, without the file's name before it. */
  static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such folder";
      case FileSystemException refused when refused.getReason() != null -> refused.getReason();
      default -> {
        String message = e.getMessage();
        yield e.getClass().getSimpleName() + (message == null ? "" : ": " + message);
      }
    };
  }
}
