package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Set;

/**
 * The host's end of a pseudo-terminal, ptmx(4): what is written here shows at {@link #path()}, and
 * what is typed there is read here, each byte as it is. Somebody may have the other end open or
 * not. Safe for use by several threads, one of which reads.
 */
public final class PseudoTerminal implements AutoCloseable {
  private static final Path MULTIPLEXER = Path.of("/dev/ptmx");
  private static final int OTHER_END_FLAGS = 2 | LibC.O_NOCTTY | LibC.O_CLOEXEC; // O_RDWR

  private final FileDescriptor descriptor;
  private final Path path;
  private boolean open;
  private long openings;

  private PseudoTerminal(FileDescriptor descriptor, Path path) {
    this.descriptor = descriptor;
    this.path = path;
  }

  /**
   * Makes one, unlocked and in raw mode, for this user to open.
   *
   * @throws LinuxException the host has none, or no more
   */
  public static PseudoTerminal open() throws LinuxException {
    FileDescriptor end =
        FileDescriptor.open(
            MULTIPLEXER, Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING));
    try {
      return prepared(end);
    } catch (LinuxException | RuntimeException e) {
      end.close();
      throw e;
    }
  }

  private static PseudoTerminal prepared(FileDescriptor end) throws LinuxException {
    byte[] unlocked = new byte[Integer.BYTES];
    byte[] number = new byte[Integer.BYTES];
    require("to unlock", LibC.ioctl(end.number(), LibC.TIOCSPTLCK, unlocked));
    require("for the name of", LibC.ioctl(end.number(), LibC.TIOCGPTN, number));
    int other = LibC.ioctl(end.number(), LibC.TIOCGPTPEER, OTHER_END_FLAGS);
    require("for the other end of", other);
    Path path = Path.of("/dev/pts/" + LibC.intIn(number));
    // The kernel shows a hang-up only after a first opening: this one.
    try (var peer = new FileDescriptor(other, path.toString())) {
      TerminalMode.of(peer)
          .orElseThrow(() -> new LinuxException("ioctl", "on " + path, Errno.ENOTTY))
          .raw()
          .applyTo(peer);
    }
    return new PseudoTerminal(end, path);
  }

  /** The other end's name, such as {@code /dev/pts/0}. */
  public Path path() {
    return path;
  }

  /** This end, for writing and for waiting; it is closed with this object. */
  public FileDescriptor descriptor() {
    return descriptor;
  }

  /**
   * Reads what was typed. Never waits.
   *
   * @return bytes read; 0 when somebody has the other end open and typed nothing; -1 when nobody
   *     has it open and everything that was typed has been read
   */
  public synchronized int read(ByteBuffer target) throws LinuxException {
    try {
      int count = Math.max(0, descriptor.read(target));
      if (!open) {
        open = true;
        openings++;
      }
      return count;
    } catch (LinuxException e) {
      if (!Errno.EIO.is(e.errno())) {
        throw e;
      }
      open = false;
      return -1;
    }
  }

  /** How often somebody came, as far as {@link #read} saw. */
  public synchronized long openings() {
    return openings;
  }

  /** Whether somebody has the other end open, as far as {@link #read} saw. */
  public synchronized boolean isOpen() {
    return open;
  }

  /** Ends the terminal; who has the other end open sees it hang up. */
  @Override
  public void close() {
    descriptor.close();
  }

  private static void require(String what, int result) throws LinuxException {
    if (result == -1) {
      throw LibC.failure("ioctl", what + " a pseudo-terminal");
    }
  }
}
