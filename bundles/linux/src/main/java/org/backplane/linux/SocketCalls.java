package org.backplane.linux;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/**
 * The C library's calls about sockets, by the rules of {@link LibC}. Not part of it, so that a
 * process without sockets looks none of them up.
 */
final class SocketCalls {
  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;
  static final int SOCK_STREAM = 1;
  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int SOL_SOCKET = 1;
  static final int SO_REUSEADDR = 2;
  static final int SO_TYPE = 3;
  static final int SO_ERROR = 4;
  static final int SO_PEERCRED = 17;
  static final int SO_ACCEPTCONN = 30;
  static final int IPPROTO_TCP = 6;
  static final int TCP_NODELAY = 1;
  static final int IPPROTO_IPV6 = 41;
  static final int IPV6_V6ONLY = 26;
  static final int SHUT_RDWR = 2;
  static final int MSG_CTRUNC = 0x8;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x40000000;

  private static final NativeLibrary PROCESS = NativeLibrary.getProcess();
  private static final Function SOCKET = PROCESS.getFunction("socket");
  private static final Function SOCKETPAIR = PROCESS.getFunction("socketpair");
  private static final Function BIND = PROCESS.getFunction("bind");
  private static final Function LISTEN = PROCESS.getFunction("listen");
  private static final Function ACCEPT4 = PROCESS.getFunction("accept4");
  private static final Function CONNECT = PROCESS.getFunction("connect");
  private static final Function GETSOCKNAME = PROCESS.getFunction("getsockname");
  private static final Function GETPEERNAME = PROCESS.getFunction("getpeername");
  private static final Function GETSOCKOPT = PROCESS.getFunction("getsockopt");
  private static final Function SETSOCKOPT = PROCESS.getFunction("setsockopt");
  private static final Function SENDMSG = PROCESS.getFunction("sendmsg");
  private static final Function RECVMSG = PROCESS.getFunction("recvmsg");
  private static final Function SHUTDOWN = PROCESS.getFunction("shutdown");

  private SocketCalls() {}

  static int socket(int family, int type) {
    return SOCKET.invokeInt(new Object[] {family, type, 0});
  }

  static int socketpair(int family, int type, int[] pair) {
    return SOCKETPAIR.invokeInt(new Object[] {family, type, 0, pair});
  }

  static int bind(int fd, byte[] address) {
    return BIND.invokeInt(new Object[] {fd, address, address.length});
  }

  static int listen(int fd, int backlog) {
    return LISTEN.invokeInt(new Object[] {fd, backlog});
  }

  static int accept4(int fd, int flags) {
    return ACCEPT4.invokeInt(new Object[] {fd, null, null, flags});
  }

  static int connect(int fd, byte[] address) {
    return CONNECT.invokeInt(new Object[] {fd, address, address.length});
  }

  /**
   * @param length in: room; out: how long the address is
   */
  static int getsockname(int fd, byte[] address, int[] length) {
    return GETSOCKNAME.invokeInt(new Object[] {fd, address, length});
  }

  /** As {@link #getsockname}. */
  static int getpeername(int fd, byte[] address, int[] length) {
    return GETPEERNAME.invokeInt(new Object[] {fd, address, length});
  }

  static int getsockopt(int fd, int level, int option, int[] value) {
    return GETSOCKOPT.invokeInt(new Object[] {fd, level, option, value, new int[] {Integer.BYTES}});
  }

  static int setsockopt(int fd, int level, int option, int value) {
    return SETSOCKOPT.invokeInt(new Object[] {fd, level, option, new int[] {value}, Integer.BYTES});
  }

  /**
   * @param message address of a {@link SocketMessage}
   */
  static long sendmsg(int fd, long message, int flags) {
    return SENDMSG.invokeLong(new Object[] {fd, message, flags});
  }

  /**
   * @param message address of a {@link SocketMessage}
   */
  static long recvmsg(int fd, long message, int flags) {
    return RECVMSG.invokeLong(new Object[] {fd, message, flags});
  }

  static int shutdown(int fd, int how) {
    return SHUTDOWN.invokeInt(new Object[] {fd, how});
  }
}
