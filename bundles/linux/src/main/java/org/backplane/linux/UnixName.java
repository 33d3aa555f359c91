package org.backplane.linux;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file name in the form that a socket address has room for. A name that is too long is reached
 * through a link in a private folder, which exists until this is closed; a socket stays bound or
 * connected when it goes.
 */
public final class UnixName implements AutoCloseable {
  /** Most bytes of a name that the JDK passes to the kernel, whose own limit is 108; unix(7). */
  private static final int ROOM_BYTES = 106;

  private final UnixDomainSocketAddress address;
  private final Optional<Path> link;

  private UnixName(UnixDomainSocketAddress address, Optional<Path> link) {
    this.address = address;
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

  /** The address, of use until {@link #close}. */
  public UnixDomainSocketAddress address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    if (link.isPresent()) {
      Files.deleteIfExists(link.get());
      Files.deleteIfExists(link.get().resolveSibling(""));
    }
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= ROOM_BYTES;
  }

  private static UnixName direct(Path path) {
    return new UnixName(UnixDomainSocketAddress.of(path), Optional.empty());
  }

  private static UnixName through(Path link, String rest) {
    return new UnixName(UnixDomainSocketAddress.of(link.resolve(rest)), Optional.of(link));
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
