package org.backplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file name in the form that a socket address has room for. A name that is too long is reached
 * through a link in a private folder, which exists until this is closed; a socket stays bound or
 * connected when it goes.
 */
public final class UnixName implements AutoCloseable {
  private final SocketName.File name;
  private final Optional<Path> link;

  private UnixName(SocketName.File name, Optional<Path> link) {
    this.name = name;
    this.link = link;
  }

  /**
   * The name of a socket to connect to.
   *
   * @throws IOException a link was needed and could not be made
   */
  public static UnixName of(Path path) throws IOException {
    return fits(path) ? direct(path) : through(linkTo(path.toAbsolutePath()), "");
  }

  /** The short name of a socket to come; its folder is what the kernel must find. */
  static UnixName toBind(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    return fits(path)
        ? direct(path)
        : through(linkTo(absolute.resolveSibling("")), absolute.getFileName().toString());
  }

  /** The short name, of use until {@link #close}. */
  public SocketName.File name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    if (link.isPresent()) {
      Files.deleteIfExists(link.get());
      Files.deleteIfExists(link.get().resolveSibling(""));
    }
  }

  private static boolean fits(Path path) {
    return FileDescriptor.bytes(path).length <= SocketName.MOST_PATH_BYTES;
  }

  private static UnixName direct(Path path) {
    return new UnixName(new SocketName.File(path), Optional.empty());
  }

  private static UnixName through(Path link, String rest) {
    return new UnixName(new SocketName.File(link.resolve(rest)), Optional.of(link));
  }

  private static Path linkTo(Path target) throws IOException {
    Path folder = Files.createTempDirectory("bp");
    try {
      return Files.createSymbolicLink(folder.resolve("l"), target);
    } catch (IOException e) {
      Files.delete(folder);
      throw e;
    }
  }
}
