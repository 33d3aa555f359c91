package org.backplane.chardev;

import java.util.List;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The description of the type {@code socket}. */
final class SocketType {

  static final String PATH = "path";
  static final String HOST = "host";
  static final String PORT = "port";
  static final String TO = "to";
  static final String IPV4 = "ipv4";
  static final String IPV6 = "ipv6";
  static final String NODELAY = "nodelay";
  static final String DELAY = "delay";
  static final String SERVER = "server";
  static final String WAIT = "wait";
  static final String RECONNECT = "reconnect";
  static final String RECONNECT_MS = "reconnect-ms";
  static final String ABSTRACT = "abstract";
  static final String TIGHT = "tight";
  static final String FD = "fd";

  /** Switches that users of other programs know and that are refused when they are on. */
  static final List<String> UNSUPPORTED_SWITCHES = List.of("telnet", "tn3270", "websocket");

  static final String TLS_CREDS = "tls-creds";
  static final String TLS_AUTHZ = "tls-authz";

  private static final PropertyKind TEXT = new PropertyKind.Text();
  private static final PropertyKind BOOL = new PropertyKind.Bool();
  private static final PropertyKind TIME = new PropertyKind.Unsigned(0, 0xffff_ffffL);
  private static final PropertyKind PORT_NUMBER = new PropertyKind.Unsigned(0, 0xffff);
  private static final PropertyValue OFF = new PropertyValue.Bool(false);
  private static final PropertyValue ON = new PropertyValue.Bool(true);

  static final TypeDescription TYPE =
      ChardevType.of(
          "socket",
          "a stream socket of the file system or of the network",
          Property.optional(PATH, TEXT, "name of a UNIX socket, at most 108 bytes"),
          Property.optional(HOST, TEXT, "TCP host name or number; empty means this host"),
          Property.optional(PORT, TEXT, "TCP port, 0 to 65535; a server's port 0 is a free one"),
          Property.optional(TO, PORT_NUMBER, "last port that a server tries, counting from port"),
          Property.optional(IPV4, BOOL, "whether IPv4 may be used"),
          Property.optional(IPV6, BOOL, "whether IPv6 may be used"),
          Property.optional(NODELAY, BOOL, "send small pieces at once"),
          Property.optional(DELAY, BOOL, "gather small pieces; the opposite of nodelay"),
          Property.fixed(SERVER, BOOL, OFF, "listen for clients instead of connecting to a server"),
          Property.optional(WAIT, BOOL, "a server waits for its first client; default on"),
          Property.optional(
              RECONNECT, TIME, "seconds after which a client tries again; 0 means never"),
          Property.optional(RECONNECT_MS, TIME, "the same in milliseconds"),
          Property.fixed(ABSTRACT, BOOL, OFF, "path is a name that stands in no file system"),
          Property.fixed(TIGHT, BOOL, ON, "an abstract name ends where it ends"),
          Property.optional(FD, TEXT, "number of a socket that this process was started with"),
          unsupportedSwitch("telnet"),
          unsupportedSwitch("tn3270"),
          unsupportedSwitch("websocket"),
          Property.optional(TLS_CREDS, TEXT, "id of the certificates that protect TCP connections"),
          Property.optional(TLS_AUTHZ, TEXT, "id of the list of clients that may come in by TLS"));

  private SocketType() {}

  private static Property unsupportedSwitch(String name) {
    return Property.fixed(name, BOOL, OFF, "not supported");
  }
}
