package org.backplane.metrics.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/**
 * Where pages are to be shown.
 *
 * @param host a name or an address; empty for this machine alone
 * @param port 0 for any free one
 */
record SiteAddress(Optional<String> host, int port) {

  static final String SUBJECT = "metrics";

  /** A host, in brackets if it has colons itself, and a port. */
  private static final Pattern FORM =
      Pattern.compile("(?:(?:\\[([^\\[\\]]+)]|([^:\\[\\]]*)):)?([0-9]{1,5})");

  private static final int LAST_PORT = 0xffff;

  /**
   * Reads {@code [HOST:]PORT}.
   *
   * @throws InvalidRequestException it is something else
   */
  static SiteAddress read(String text) throws InvalidRequestException {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches() || Integer.parseInt(parts.group(3)) > LAST_PORT) {
      throw new InvalidRequestException(
          SUBJECT,
          "'%s' is no address".formatted(text),
          "give [HOST:]PORT such as 9100 or [::1]:9100, with a port up to 65535");
    }
    String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
    return new SiteAddress(
        Optional.ofNullable(host).filter(name -> !name.isEmpty()),
        Integer.parseInt(parts.group(3)));
  }

  /**
   * What to bind to.
   *
   * @throws HostException there is no host of that name
   */
  InetSocketAddress resolved() throws HostException {
    try {
      InetAddress address =
          host.isPresent()
              ? InetAddress.getByName(host.get())
              : InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new InetSocketAddress(address, port);
    } catch (UnknownHostException e) {
      throw new HostException(
          SUBJECT,
          "there is no host '%s'".formatted(host.orElse("")),
          "give an address of this machine",
          e);
    }
  }

  /** As an operator writes it. */
  String shown() {
    String name = host.orElse("127.0.0.1");
    return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
  }

  /** Whether only this machine is meant to read. */
  boolean isPrivate() {
    return host.isEmpty();
  }
}
