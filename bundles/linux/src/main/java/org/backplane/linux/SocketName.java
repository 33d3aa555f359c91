package org.backplane.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The name of a socket: {@code struct sockaddr} of its family, each beginning with a u16 family in
 * the host's byte order; unix(7), ip(7), ipv6(7).
 *
 * <table>
 * <caption>what follows the family</caption>
 * <tr><td>unix</td><td>2</td><td>up to 108 bytes: a file name, or a NUL and an abstract name</td></tr>
 * <tr><td>IPv4</td><td>2, 4, 8</td><td>u16 port and u8[4] address, both big-endian; 8 zeros</td></tr>
 * <tr><td>IPv6</td><td>2, 4, 8, 24</td><td>u16 port, big-endian; u32 flow; u8[16] address; u32 scope
 * </td></tr>
 * </table>
 */
public sealed interface SocketName {
  /** Most bytes of a file's name. */
  int MOST_PATH_BYTES = 108;

  /** Most bytes of an abstract name. */
  int MOST_ABSTRACT_BYTES = 107;

  /** Most bytes that an address of these families has. */
  int MOST_BYTES = 112;

  /** A socket in the file system; the name is at most {@value #MOST_PATH_BYTES} bytes long. */
  record File(Path path) implements SocketName {}

  /**
   * A name that stands in no file system and goes with its socket. Every user of the host may
   * connect to it.
   *
   * @param name at most {@value #MOST_ABSTRACT_BYTES} bytes
   * @param tight whether it ends where it ends; otherwise zeros follow up to the full length
   */
  record Abstract(String name, boolean tight) implements SocketName {}

  /** A port of an address. */
  record Inet(InetSocketAddress address) implements SocketName {}

  /** One end of a pair, a client that has no name, or a family that is not known here. */
  record Nameless(int family) implements SocketName {}

  /** The family's number. */
  default int family() {
    return switch (this) {
      case File _, Abstract _ -> SocketCalls.AF_UNIX;
      case Inet(var address) ->
          address.getAddress() instanceof Inet6Address ? SocketCalls.AF_INET6 : SocketCalls.AF_INET;
      case Nameless(int family) -> family;
    };
  }

  /** As the kernel takes it. */
  static byte[] encode(SocketName name) {
    ByteBuffer room = ByteBuffer.allocate(2 + MOST_PATH_BYTES).order(ByteOrder.nativeOrder());
    room.putShort((short) name.family());
    switch (name) {
      case File(var path) -> put(room, FileDescriptor.bytes(path));
      case Abstract(var text, boolean tight) -> {
        put(room.put((byte) 0), text.getBytes(StandardCharsets.UTF_8));
        room.position(tight ? room.position() : room.capacity());
      }
      case Inet(var address) -> putInet(room.order(ByteOrder.BIG_ENDIAN), address);
      case Nameless _ -> throw new IllegalArgumentException("there is no name to encode");
    }
    return Arrays.copyOf(room.array(), room.position());
  }

  private static void put(ByteBuffer room, byte[] name) {
    if (name.length > room.remaining()) {
      throw new IllegalArgumentException("a socket's name has at most " + room.remaining());
    }
    room.put(name);
  }

  private static void putInet(ByteBuffer room, InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    room.putShort((short) address.getPort());
    if (address.getAddress() instanceof Inet6Address six) {
      room.putInt(0).put(host).order(ByteOrder.nativeOrder()).putInt(six.getScopeId());
    } else {
      room.put(host).putLong(0);
    }
  }

  /** From what the kernel gave. */
  static SocketName decode(byte[] address, int length) {
    ByteBuffer bytes =
        ByteBuffer.wrap(address, 0, Math.min(length, address.length))
            .order(ByteOrder.nativeOrder());
    int family = bytes.remaining() < 2 ? 0 : bytes.getShort();
    bytes.order(ByteOrder.BIG_ENDIAN);
    return switch (family) {
      case SocketCalls.AF_UNIX -> unix(bytes);
      case SocketCalls.AF_INET -> inet(bytes, 2, 4);
      case SocketCalls.AF_INET6 -> inet(bytes, 6, 16);
      default -> new Nameless(family);
    };
  }

  private static SocketName unix(ByteBuffer bytes) {
    byte[] name = new byte[bytes.remaining()];
    bytes.get(name);
    if (name.length == 0) {
      return new Nameless(SocketCalls.AF_UNIX);
    }
    if (name[0] == 0) {
      boolean tight = name.length < MOST_PATH_BYTES;
      String text = new String(name, 1, name.length - 1, StandardCharsets.UTF_8);
      return new Abstract(tight ? text : text.replaceFirst("\0+$", ""), tight);
    }
    int end = 0;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    return new File(FileDescriptor.path(Arrays.copyOf(name, end)));
  }

  private static SocketName inet(ByteBuffer bytes, int hostAt, int hostBytes) {
    int start = bytes.position();
    if (bytes.remaining() < hostAt + hostBytes) {
      return new Nameless(SocketCalls.AF_INET);
    }
    int port = Short.toUnsignedInt(bytes.getShort());
    byte[] host = new byte[hostBytes];
    bytes.get(start + hostAt, host);
    try {
      return new Inet(new InetSocketAddress(InetAddress.getByAddress(host), port));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
