package org.backplane.chardev;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.backplane.linux.SocketName;
import org.backplane.linux.StreamSocket;

/** Sockets as people read them. */
final class SocketText {

  private static final String UNKNOWN = "somebody";

  private SocketText() {}

  /** Who is at the other end of a socket. */
  static String peer(StreamSocket stream) {
    try {
      return stream.remote() instanceof SocketName.Inet inet ? of(inet) : "unix peer";
    } catch (IOException _) {
      return UNKNOWN;
    }
  }

  /** {@code LOCAL:PORT[,server=on] <-> PEER:PORT}, or nothing new for a UNIX socket. */
  static String connected(StreamSocket stream, String place, String suffix) {
    try {
      return stream.local() instanceof SocketName.Inet local
              && stream.remote() instanceof SocketName.Inet(var remote)
          ? of(local) + suffix + " <-> " + text(remote)
          : place + suffix;
    } catch (IOException _) {
      return "disconnected:" + place + suffix; // gone while we looked
    }
  }

  /** {@code tcp:HOST:PORT}. */
  static String of(SocketName name) {
    return name instanceof SocketName.Inet(var address) ? "tcp:" + text(address) : name.toString();
  }

  /** Host and port as numbers, IPv6 in brackets. */
  static String text(InetSocketAddress address) {
    return host(address) + ":" + address.getPort();
  }

  private static String host(InetSocketAddress inet) {
    String number = inet.getAddress().getHostAddress();
    return number.contains(":") ? "[" + number + "]" : number;
  }
}
