package org.backplane.linux;

/** What listening and connected sockets have in common. */
final class Sockets {
  /** Stream sockets that never wait. */
  static final int TYPE =
      SocketCalls.SOCK_STREAM | SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC;

  private static final int FIRST_FREE_NUMBER = 3;

  private Sockets() {}

  /** A new socket of the family that a name belongs to. */
  static FileDescriptor open(SocketName name) throws LinuxException {
    int number = SocketCalls.socket(name.family(), TYPE);
    if (number == -1) {
      throw LibC.failure("socket", "");
    }
    return new FileDescriptor(number, "socket");
  }

  /**
   * Takes over a stream socket that this process was started with. What it opened by itself is not
   * such a one: that is close-on-exec, as is what was taken over before.
   */
  static FileDescriptor adopt(int number, boolean listening) throws LinuxException {
    String what = "of descriptor " + number;
    int flags = LibC.fcntl(number, LibC.F_GETFD, 0);
    if (number < FIRST_FREE_NUMBER || flags == -1) {
      throw new LinuxException("fcntl", what, Errno.EBADF);
    }
    if ((flags & LibC.FD_CLOEXEC) != 0) {
      throw new LinuxException("fcntl", what, Errno.EBUSY);
    }
    if (option(number, SocketCalls.SO_TYPE) != SocketCalls.SOCK_STREAM) {
      throw new LinuxException("getsockopt", what, Errno.EPROTOTYPE);
    }
    if ((option(number, SocketCalls.SO_ACCEPTCONN) != 0) != listening) {
      throw new LinuxException("getsockopt", what, Errno.EINVAL);
    }
    if (!listening) {
      name(number, true);
    }
    if (LibC.fcntl(number, LibC.F_SETFD, LibC.FD_CLOEXEC) == -1) {
      throw LibC.failure("fcntl", what);
    }
    return new FileDescriptor(number, "descriptor " + number);
  }

  static int option(FileDescriptor socket, int option) throws LinuxException {
    return option(socket.number(), option);
  }

  static void setOption(FileDescriptor socket, int level, int option, int value)
      throws LinuxException {
    if (SocketCalls.setsockopt(socket.number(), level, option, value) == -1) {
      throw LibC.failure("setsockopt", "");
    }
  }

  static SocketName localName(FileDescriptor socket) throws LinuxException {
    return name(socket.number(), false);
  }

  static SocketName remoteName(FileDescriptor socket) throws LinuxException {
    return name(socket.number(), true);
  }

  /** The id of the process at the other end; 0 when it is none that this one can see. */
  static long peerProcess(FileDescriptor socket) throws LinuxException {
    return option(socket.number(), SocketCalls.SO_PEERCRED); // the first of the three numbers
  }

  private static int option(int number, int option) throws LinuxException {
    int[] value = new int[1];
    if (SocketCalls.getsockopt(number, SocketCalls.SOL_SOCKET, option, value) == -1) {
      throw LibC.failure("getsockopt", "of descriptor " + number);
    }
    return value[0];
  }

  private static SocketName name(int number, boolean remote) throws LinuxException {
    byte[] address = new byte[SocketName.MOST_BYTES];
    int[] length = {address.length};
    int result =
        remote
            ? SocketCalls.getpeername(number, address, length)
            : SocketCalls.getsockname(number, address, length);
    if (result == -1) {
      throw LibC.failure(remote ? "getpeername" : "getsockname", "of descriptor " + number);
    }
    return SocketName.decode(address, length[0]);
  }
}
