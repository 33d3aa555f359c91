package org.backplane.chardev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

/** Sockets as people read them. */
final class SocketText {

  private static final String UNKNOWN = "somebody";

  private SocketText() {}

  /** Who is at the other end of a socket. */
  static String peer(SocketChannel channel) {
    try {
      return channel.getRemoteAddress() instanceof InetSocketAddress inet
          ? "tcp:" + text(inet)
          : "unix peer";
    } catch (IOException _) {
      return UNKNOWN;
    }
  }

  /** {@code LOCAL:PORT[,server=on] <-> PEER:PORT}, or nothing new for a UNIX socket. */
  static String connected(SocketChannel channel, String place, String suffix) {
    try {
      return channel.getLocalAddress() instanceof InetSocketAddress local
          ? "tcp:" + text(local) + suffix + " <-> " + text(channel.getRemoteAddress())
          : place + suffix;
    } catch (IOException _) {
      return "disconnected:" + place + suffix; // gone while we looked
    }
  }

  /** Host and port as numbers, IPv6 in brackets. */
  static String text(SocketAddress address) {
    return switch (address) {
      case InetSocketAddress inet -> host(inet) + ":" + inet.getPort();
      case UnixDomainSocketAddress unix -> unix.getPath().toString();
      default -> address.toString();
    };
  }

  private static String host(InetSocketAddress inet) {
    String number = inet.getAddress().getHostAddress();
    return number.contains(":") ? "[" + number + "]" : number;
  }
}
