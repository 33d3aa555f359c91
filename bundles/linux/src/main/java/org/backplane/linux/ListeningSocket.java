package org.backplane.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;

/**
 * A listening stream socket, with one owner. Accepting never waits; {@link #await} does. Safe for
 * use by several threads; after close every call throws {@link ClosedChannelException}.
 */
public final class ListeningSocket implements AutoCloseable {
  private final FileDescriptor descriptor;
  private final int family;
  private volatile boolean closed;

  private ListeningSocket(FileDescriptor descriptor, int family) {
    this.descriptor = descriptor;
    this.family = family;
  }

  /**
   * Listens under a name; under any IPv6 address also for clients that come over IPv4.
   *
   * @param backlog how many clients may wait to be accepted
   * @throws LinuxException {@code EADDRINUSE} when somebody has the name, and others
   */
  public static ListeningSocket bind(SocketName name, int backlog) throws LinuxException {
    return bind(name, backlog, false);
  }

  /**
   * Listens under a name.
   *
   * @param ipv6Only whether an IPv6 name is for IPv6 clients alone; no meaning for other names
   * @see #bind(SocketName, int)
   */
  public static ListeningSocket bind(SocketName name, int backlog, boolean ipv6Only)
      throws LinuxException {
    FileDescriptor descriptor = Sockets.open(name);
    try {
      if (name instanceof SocketName.Inet) { // else a port stays taken for a minute after its use
        Sockets.setOption(descriptor, SocketCalls.SOL_SOCKET, SocketCalls.SO_REUSEADDR, 1);
      }
      if (name.family() == SocketCalls.AF_INET6) { // a host may have either as its default
        Sockets.setOption(
            descriptor, SocketCalls.IPPROTO_IPV6, SocketCalls.IPV6_V6ONLY, ipv6Only ? 1 : 0);
      }
      if (SocketCalls.bind(descriptor.number(), SocketName.encode(name)) == -1) {
        throw LibC.failure("bind", "");
      }
      if (SocketCalls.listen(descriptor.number(), backlog) == -1) {
        throw LibC.failure("listen", "");
      }
      return new ListeningSocket(descriptor, name.family());
    } catch (LinuxException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /**
   * Takes over a listening socket that this process was started with.
   *
   * @throws LinuxException {@code EBADF} when no such descriptor is open; {@code EBUSY} when it is
   *     this process's own or was taken over already; {@code ENOTSOCK} or {@code EPROTOTYPE} when
   *     it is no stream socket; {@code EINVAL} when it does not listen
   */
  public static ListeningSocket inherited(int number) throws LinuxException {
    FileDescriptor descriptor = Sockets.adopt(number, true);
    int flags = LibC.fcntl(number, LibC.F_GETFL, 0);
    LibC.fcntl(number, LibC.F_SETFL, flags | SocketCalls.SOCK_NONBLOCK);
    return new ListeningSocket(descriptor, Sockets.localName(descriptor).family());
  }

  /** Waits with a poller, by its rules, until there may be a client. */
  public Poller.Outcome await(Poller waiting, Duration timeout) throws IOException {
    try {
      return waiting.awaitReadable(descriptor, timeout);
    } catch (IllegalStateException _) {
      throw new ClosedChannelException();
    }
  }

  /**
   * The next client, if one is there.
   *
   * @throws IOException no client can be taken in now, such as {@code EMFILE}
   */
  public Optional<StreamSocket> accept() throws IOException {
    try (var _ = hold()) {
      int flags = SocketCalls.SOCK_CLOEXEC | SocketCalls.SOCK_NONBLOCK;
      int number = SocketCalls.accept4(descriptor.number(), flags);
      if (number != -1) {
        return Optional.of(new StreamSocket(new FileDescriptor(number, "socket"), family));
      }
      return switch (Errno.of(LibC.errno()).orElse(Errno.EINVAL)) {
        case EAGAIN, EINTR, ECONNABORTED -> Optional.empty(); // it went before it was there
        default -> throw LibC.failure("accept", "");
      };
    }
  }

  /** The socket's descriptor; it goes with this object. */
  FileDescriptor descriptor() {
    return descriptor;
  }

  /** Its name, with the real port. */
  public SocketName local() throws IOException {
    try (var _ = hold()) {
      return Sockets.localName(descriptor);
    }
  }

  /** Whether it was not closed. */
  public boolean isOpen() {
    return !closed;
  }

  /** Stops listening; a file that it stands in stays. A second close does nothing. */
  @Override
  public void close() {
    closed = true;
    descriptor.close();
  }

  private Hold hold() throws ClosedChannelException {
    try {
      return descriptor.hold();
    } catch (IllegalStateException _) {
      throw new ClosedChannelException();
    }
  }
}
