package org.backplane.linux;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A symbolic link that leads to something of ours. Closing it removes the link, unless its name is
 * somebody else's by then.
 */
public final class SymbolicName implements AutoCloseable {
  private final Path name;
  private final Path target;
  private final FileIdentity identity;

  private SymbolicName(Path name, Path target, FileIdentity identity) {
    this.name = name;
    this.target = target;
    this.identity = identity;
  }

  /**
   * Makes a link. A symbolic link that has the name already is replaced, wherever it leads.
   *
   * @throws FileAlreadyExistsException something else has the name; it stays
   * @throws IOException the host refuses; nothing is left behind then
   */
  public static SymbolicName make(Path name, Path target) throws IOException {
    Path absolute = name.toAbsolutePath();
    try {
      Files.createSymbolicLink(absolute, target); // takes a free name only
    } catch (FileAlreadyExistsException _) {
      replaceLink(absolute, target);
    }
    return new SymbolicName(absolute, target, FileIdentity.of(absolute));
  }

  private static void replaceLink(Path name, Path target) throws IOException {
    Path folder = Files.createTempDirectory(name.resolveSibling(""), ".bp"); // mode 0700
    Path born = folder.resolve("l");
    try {
      Files.createSymbolicLink(born, target);
      if (!Files.isSymbolicLink(name)) {
        throw new FileAlreadyExistsException(name.toString(), null, "it is not a symbolic link");
      }
      Files.move(born, name, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(born);
      Files.delete(folder);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      if (identity.equals(FileIdentity.of(name))
          && Files.isSymbolicLink(name)
          && target.equals(Files.readSymbolicLink(name))) {
        Files.deleteIfExists(name);
      }
    } catch (NoSuchFileException _) {
      // Somebody was faster.
    }
  }
}
