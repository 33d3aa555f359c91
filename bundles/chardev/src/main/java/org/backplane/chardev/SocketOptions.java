package org.backplane.chardev;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.linux.SocketName;

/**
 * A socket device's properties, checked together.
 *
 * @param place where
 * @param role which side
 * @param noDelay whether TCP sends small pieces at once
 * @param tls what protects the bytes
 */
record SocketOptions(
    SocketPlace place, SocketRole role, boolean noDelay, Optional<TlsOptions> tls) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final String LOOPBACK_V6 = "::1";
  private static final int FIRST_INHERITED = 3;
  private static final String ONE_ADDRESS =
      "give one of path=FILE, host=HOST,port=PORT or fd=NUMBER";
  private static final int MOST_PORT = 0xffff;

  /**
   * Reads and checks a definition.
   *
   * @throws InvalidRequestException the values cannot be had, or not together
   */
  static SocketOptions of(Creation creation) throws InvalidRequestException {
    return new Reader(creation.subject(), creation.properties()).read();
  }

  private record Reader(String subject, PropertyValues values) {

    SocketOptions read() throws InvalidRequestException {
      refuseUnsupported();
      boolean server = values.bool(SocketType.SERVER);
      SocketPlace place = place(server);
      return new SocketOptions(place, server ? server() : client(), noDelay(), tls(place, server));
    }

    private Optional<TlsOptions> tls(SocketPlace place, boolean server)
        throws InvalidRequestException {
      Optional<String> credentials = values.findText(SocketType.TLS_CREDS);
      Optional<String> authorizer = values.findText(SocketType.TLS_AUTHZ);
      if (credentials.isEmpty()) {
        if (authorizer.isPresent()) {
          throw refused("tls-authz is given without tls-creds", "give tls-creds=ID");
        }
        return Optional.empty();
      }
      if (place instanceof SocketPlace.Unix || place instanceof SocketPlace.Abstract) {
        throw refused("tls-creds does not go with a UNIX socket", "leave it out, or give a port");
      }
      if (!server && authorizer.isPresent()) {
        throw refused("tls-authz is for servers", "leave it out or give server=on");
      }
      if (!server && place instanceof SocketPlace.Inherited) {
        throw refused(
            "tls-creds does not go with fd for a client",
            "give host and port, so that the server's name can be checked");
      }
      return Optional.of(new TlsOptions(credentials.get(), authorizer));
    }

    private void refuseUnsupported() throws InvalidRequestException {
      for (String name : SocketType.UNSUPPORTED_SWITCHES) {
        if (values.bool(name)) {
          throw refused(name + "=on is not supported", "leave it out");
        }
      }
    }

    private SocketPlace place(boolean server) throws InvalidRequestException {
      Optional<String> path = values.findText(SocketType.PATH);
      Optional<String> number = values.findText(SocketType.FD);
      boolean inet = given(SocketType.HOST) || given(SocketType.PORT);
      if (Stream.of(path.isPresent(), number.isPresent(), inet).filter(is -> is).count() > 1) {
        throw refused("path, host with port, and fd do not go together", ONE_ADDRESS);
      }
      if (values.bool(SocketType.ABSTRACT) && path.isEmpty()) {
        throw refused("abstract=on needs a path", "give path=NAME");
      }
      if (inet) {
        return inet(server);
      }
      if (number.isPresent()) {
        return inherited(number.get());
      }
      String name = path.orElseThrow(() -> refused("it has no address", ONE_ADDRESS));
      return values.bool(SocketType.ABSTRACT)
          ? new SocketPlace.Abstract(
              bounded(name, SocketName.MOST_ABSTRACT_BYTES), values.bool(SocketType.TIGHT))
          : new SocketPlace.Unix(file(name));
    }

    private SocketPlace inherited(String text) throws InvalidRequestException {
      if (given(SocketType.RECONNECT) || given(SocketType.RECONNECT_MS)) {
        throw refused("an inherited socket cannot reconnect", "leave reconnect out");
      }
      try {
        int number = Integer.parseInt(text);
        if (number >= FIRST_INHERITED) {
          return new SocketPlace.Inherited(number);
        }
      } catch (NumberFormatException _) {
        // refused below
      }
      throw refused(
          "fd '%s' is not the number of an inherited socket".formatted(text), "give 3 or more");
    }

    private String bounded(String name, int most) throws InvalidRequestException {
      int bytes = name.getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > most) {
        throw refused(
            "path is %d bytes long".formatted(bytes), "give one of 1 to %d bytes".formatted(most));
      }
      return name;
    }

    private Path file(String path) throws InvalidRequestException {
      try {
        return Path.of(bounded(path, SocketName.MOST_PATH_BYTES));
      } catch (InvalidPathException e) {
        throw refused("path is no file name: " + e.getReason(), "give another path");
      }
    }

    private SocketPlace inet(boolean server) throws InvalidRequestException {
      SocketPlace.Families families = families();
      String host =
          values
              .findText(SocketType.HOST)
              .filter(h -> !h.isEmpty())
              .orElse(families.v4() ? LOOPBACK : LOOPBACK_V6);
      int port = port();
      int lastPort = lastPort(server, port);
      if (!server && port == 0) {
        throw refused("a client cannot connect to port 0", "give the server's port");
      }
      return new SocketPlace.Inet(host, port, lastPort, families);
    }

    private int port() throws InvalidRequestException {
      String text =
          values
              .findText(SocketType.PORT)
              .orElseThrow(() -> refused("host is given without port", "give port=PORT"));
      try {
        int port = Integer.parseInt(text);
        if (port >= 0 && port <= MOST_PORT) {
          return port;
        }
      } catch (NumberFormatException _) {
        // refused below
      }
      throw refused("port '%s' is no port number".formatted(text), "give 0 to 65535");
    }

    private int lastPort(boolean server, int port) throws InvalidRequestException {
      if (!given(SocketType.TO)) {
        return port;
      }
      int to = (int) values.number(SocketType.TO);
      if (!server) {
        throw refused("to is for servers", "leave it out or give server=on");
      }
      if (to < port) {
        throw refused("to=%d is less than port=%d".formatted(to, port), "give a port or more");
      }
      return to;
    }

    private SocketPlace.Families families() throws InvalidRequestException {
      Optional<Boolean> v4 = flag(SocketType.IPV4);
      Optional<Boolean> v6 = flag(SocketType.IPV6);
      var families =
          new SocketPlace.Families(v4.orElse(!v6.orElse(false)), v6.orElse(!v4.orElse(false)));
      if (!families.v4() && !families.v6()) {
        throw refused("neither ipv4 nor ipv6 may be used", "allow one of them");
      }
      return families;
    }

    private SocketRole server() throws InvalidRequestException {
      if (given(SocketType.RECONNECT) || given(SocketType.RECONNECT_MS)) {
        throw refused("a server does not reconnect", "leave reconnect out");
      }
      return new SocketRole.Server(flag(SocketType.WAIT).orElse(true));
    }

    private SocketRole client() throws InvalidRequestException {
      if (given(SocketType.WAIT)) {
        throw refused("wait is for servers", "leave it out or give server=on");
      }
      if (given(SocketType.RECONNECT) && given(SocketType.RECONNECT_MS)) {
        throw refused("reconnect cannot go with reconnect-ms", "leave one of them out");
      }
      if (given(SocketType.RECONNECT)) {
        return new SocketRole.Client(Duration.ofSeconds(values.number(SocketType.RECONNECT)));
      }
      return new SocketRole.Client(
          given(SocketType.RECONNECT_MS)
              ? Duration.ofMillis(values.number(SocketType.RECONNECT_MS))
              : Duration.ZERO);
    }

    private boolean noDelay() throws InvalidRequestException {
      if (given(SocketType.NODELAY) && given(SocketType.DELAY)) {
        throw refused("nodelay cannot go with delay", "leave one of them out");
      }
      return flag(SocketType.NODELAY).or(() -> flag(SocketType.DELAY).map(on -> !on)).orElse(false);
    }

    private boolean given(String name) {
      return values.find(name).isPresent();
    }

    private Optional<Boolean> flag(String name) {
      return values.find(name).map(value -> ((PropertyValue.Bool) value).value());
    }

    private InvalidRequestException refused(String problem, String advice) {
      return new InvalidRequestException(subject, problem, advice);
    }
  }
}
