package org.backplane.vm.runtime.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/**
 * A file that a machine writes when its work is done; what is wrong with its name is said before.
 *
 * @param subject who wants it written, for messages
 * @param path the file, with the rights that the process gives new files; an older one is replaced
 */
public record OutputFile(String subject, Path path) {

  /**
   * Takes a name.
   *
   * @throws BackplaneException no file of that name can be written
   */
  public static OutputFile named(String subject, String name) throws BackplaneException {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(subject, "no file name: " + e.getMessage(), "");
    }
    if (name.isEmpty() || Files.isDirectory(path)) {
      throw new InvalidRequestException(
          subject, "'%s' is no file".formatted(name), "give the name of a file to write");
    }
    // Without a folder it would be the root, which is no file.
    Path folder = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
    if (!Files.isWritable(Files.exists(path) ? path : folder)) {
      String reason =
          Files.isDirectory(folder) ? "permission denied (EACCES)" : "no such folder (ENOENT)";
      throw new HostException(
          subject,
          "'%s' cannot be written: %s".formatted(name, reason),
          "give a place where this user may write",
          new IOException(reason));
    }
    return new OutputFile(subject, path);
  }
}
