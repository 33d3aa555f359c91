package org.backplane.chardev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.backplane.linux.SocketName;
import org.backplane.linux.StreamSocket;

/** Sockets as people read them. */
final class SocketText {

  private static final String UNKNOWN = "somebody";
  private static final Pattern ZEROS = Pattern.compile("(?:^|:)0(?::0)+(?:$|:|(?=%))");

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
    return number.contains(":") ? "[" + shortened(number) + "]" : number;
  }

  /** An IPv6 address with its longest row of zeros left out, as people write it. */
  private static String shortened(String number) {
    return ZEROS
        .matcher(number)
        .results()
        .max(Comparator.comparingInt(zeros -> zeros.end() - zeros.start()))
        .map(zeros -> number.substring(0, zeros.start()) + "::" + number.substring(zeros.end()))
        .orElse(number);
  }
}
