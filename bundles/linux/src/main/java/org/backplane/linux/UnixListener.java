package org.backplane.linux;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A listening socket in the file system that nobody but this user can ever reach: it is bound in a
 * private folder, given mode 0600, and given its name in one step. Closing it removes the name,
 * unless it is somebody else's by then. Safe for use by several threads.
 */
public final class UnixListener implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET_TYPE = 0140000;

  private final ListeningSocket socket;
  private final Path path;
  private final FileIdentity identity;

  private UnixListener(ListeningSocket socket, Path path, FileIdentity identity) {
    this.socket = socket;
    this.path = path;
    this.identity = identity;
  }

  /**
   * Listens on a name. A socket that has the name already is replaced, unless another process
   * serves it.
   *
   * @param backlog how many clients may wait to be accepted
   * @throws FileAlreadyExistsException something else than a socket has the name; it stays
   * @throws LinuxException {@code EADDRINUSE} when another process serves it
   * @throws IOException the host refuses; nothing is left behind then
   */
  public static UnixListener bind(Path path, int backlog) throws IOException {
    return bind(path, backlog, ProcessHandle.current().pid());
  }

  /**
   * The same for a process of that id.
   *
   * @param self what that process serves is replaced
   */
  static UnixListener bind(Path path, int backlog, long self) throws IOException {
    return bind(path, backlog, (born, target) -> giveName(born, target, self));
  }

  /** How a socket that was born under another name gets its own. */
  @FunctionalInterface
  interface Naming {
    void give(Path born, Path target) throws IOException;
  }

  static UnixListener bind(Path path, int backlog, Naming naming) throws IOException {
    Path target = path.toAbsolutePath();
    requireFreeOrSocket(target);
    Path folder = Files.createTempDirectory(target.getParent(), ".bp"); // mode 0700
    Path born = folder.resolve("s");
    try {
      ListeningSocket socket = bound(born, backlog);
      try {
        Files.setPosixFilePermissions(born, OWNER_ONLY);
        FileIdentity identity = FileIdentity.of(born);
        naming.give(born, target);
        return new UnixListener(socket, target, identity);
      } catch (IOException | RuntimeException e) {
        socket.close();
        throw e;
      }
    } finally {
      discard(born, folder);
    }
  }

  /**
   * A link takes a free name only, whoever comes at the same moment. A name that is taken goes to
   * us only if it is a socket's; so it is where a file system knows no links.
   */
  static void giveName(Path born, Path target, long self) throws IOException {
    try {
      Files.createLink(target, born);
    } catch (FileSystemException | UnsupportedOperationException _) {
      requireFreeOrSocket(target);
      requireNotServed(target, self);
      Files.move(born, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  // What cannot be removed is a private folder that nobody sees; the listener serves all the same.
  private static void discard(Path born, Path folder) {
    try {
      Files.deleteIfExists(born);
      Files.delete(folder);
    } catch (IOException _) {
      // as above
    }
  }

  /** The socket, bound and listening. */
  public ListeningSocket socket() {
    return socket;
  }

  /** The name, absolute. */
  public Path path() {
    return path;
  }

  /** Stops listening and removes the name. A second close does nothing. */
  @Override
  public void close() throws IOException {
    if (!socket.isOpen()) {
      return;
    }
    try {
      if (identity.equals(FileIdentity.of(path))) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException _) {
      // Somebody was faster.
    } finally {
      socket.close();
    }
  }

  private static ListeningSocket bound(Path path, int backlog) throws IOException {
    try (UnixName name = UnixName.toBind(path)) {
      return ListeningSocket.bind(name.name(), backlog);
    }
  }

  private static void requireFreeOrSocket(Path path) throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
      throw new FileAlreadyExistsException(path.toString(), null, "it is not a socket");
    }
  }

  /** The socket of a process that has ended answers nobody. */
  private static void requireNotServed(Path path, long self) throws IOException {
    try (UnixName name = UnixName.of(path);
        FileDescriptor socket = Sockets.open(name.name())) {
      if (SocketCalls.connect(socket.number(), SocketName.encode(name.name())) == -1) {
        int errno = LibC.errno();
        if (Errno.EAGAIN.is(errno) || Errno.EPROTOTYPE.is(errno)) { // its queue is full, or so
          throw served(path);
        }
      } else if (Sockets.peerProcess(socket) != self) {
        throw served(path);
      }
    }
  }

  private static LinuxException served(Path path) {
    return new LinuxException("bind", "to " + path, Errno.EADDRINUSE);
  }

  private static boolean isSocket(Path path) throws IOException {
    Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return mode instanceof Integer bits && (bits & TYPE_MASK) == SOCKET_TYPE;
  }
}
