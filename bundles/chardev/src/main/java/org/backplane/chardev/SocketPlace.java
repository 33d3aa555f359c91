package org.backplane.chardev;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;

/** Where a socket device listens or connects to. */
sealed interface SocketPlace {

  /** How it stands in {@code query-chardev}, before anything is bound. */
  String text();

  /** A name in the file system. */
  record Unix(Path path) implements SocketPlace {
    @Override
    public String text() {
      return "unix:" + path;
    }
  }

  /**
   * A name that stands in no file system.
   *
   * @param tight whether it ends where it ends, see {@link org.backplane.linux.SocketName.Abstract}
   */
  record Abstract(String name, boolean tight) implements SocketPlace {
    @Override
    public String text() {
      return "unix:" + name + ",abstract=on" + (tight ? ",tight=on" : "");
    }
  }

  /** A socket that this process was started with. */
  record Inherited(int number) implements SocketPlace {
    @Override
    public String text() {
      return "fd:" + number;
    }
  }

  /**
   * A TCP port.
   *
   * @param host a name or number; never empty
   * @param port 0 lets the host choose
   * @param lastPort last port to try when listening, {@code port} or more
   * @param families which addresses of the host may be used
   */
  record Inet(String host, int port, int lastPort, Families families) implements SocketPlace {
    @Override
    public String text() {
      return "tcp:" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** IP versions. */
  record Families(boolean v4, boolean v6) {
    boolean allow(InetAddress address) {
      return address instanceof Inet4Address ? v4 : v6;
    }
  }
}
