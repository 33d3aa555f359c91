package org.backplane.gdb;

import java.util.LinkedHashMap;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;

/** The short way to name the device that debuggers come over. */
sealed interface DeviceWord {

  /** Nowhere. */
  record None() implements DeviceWord {}

  /** A device that is there. */
  record Existing(String id) implements DeviceWord {}

  /** One to be made. */
  record Created(ObjectRequest request) implements DeviceWord {}

  /** The id of a device that is made. */
  String ID = "gdb";

  /** What messages call it. */
  String SUBJECT = "gdb server";

  /**
   * Reads the short form.
   *
   * @throws InvalidRequestException it is of no known form; whether there is such a device is not
   *     looked at
   */
  static DeviceWord read(String text, OptionParser parser) throws InvalidRequestException {
    String kind = text.split("[:,]", 2)[0];
    String rest = text.substring(Math.min(text.length(), kind.length() + 1));
    return switch (kind) {
      case "none" -> new None();
      case "chardev" -> new Existing(rest);
      case "pty" -> created("pty", parser.split(rest, "path", Dialect.COMMAND_LINE));
      case "unix" -> created("socket", server(parser.split(rest, "path", Dialect.COMMAND_LINE)));
      case "tcp" -> created("socket", server(address(text, rest, parser)));
      default ->
          throw new InvalidRequestException(
              SUBJECT,
              "no such device '" + text + "'",
              "give one of tcp:[HOST]:PORT, unix:PATH, pty, chardev:ID, none");
    };
  }

  private static DeviceWord created(String type, Options options) {
    return new Created(new ObjectRequest(Container.CHARDEVS, type, ID, options));
  }

  /** {@code [HOST]:PORT,…}, where an IPv6 address stands in brackets. */
  private static Options address(String text, String rest, OptionParser parser)
      throws InvalidRequestException {
    String address = rest.split(",", 2)[0];
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      throw new InvalidRequestException(
          SUBJECT, "'" + text + "' has no port", "give tcp:[HOST]:PORT");
    }
    Options more = parser.split(rest.substring(colon + 1), "port", Dialect.COMMAND_LINE);
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    return host.isEmpty() ? more : with(more, "host", host);
  }

  /** Debuggers connect to this host, and it does not wait for them, unless somebody says so. */
  private static Options server(Options options) {
    boolean decided =
        options.members().keySet().stream()
            .anyMatch(key -> key.equals("server") || key.equals("reconnect"));
    return decided ? options : with(with(options, "server", "on"), "wait", "off");
  }

  private static Options with(Options options, String key, String word) {
    var members = new LinkedHashMap<>(options.members());
    members.putIfAbsent(key, new RawValue.Words(List.of(word)));
    return new Options(options.dialect(), members);
  }
}
