package org.backplane.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectRequest;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;

/** The short way to name a character device: {@code -serial stdio}, {@code -qmp unix:PATH,...}. */
sealed interface LegacyDevice {

  /** Nothing at all. */
  record None() implements LegacyDevice {}

  /** One that a {@code -chardev} makes. */
  record Existing(String id) implements LegacyDevice {}

  /** One to be made. */
  record Created(ObjectRequest request) implements LegacyDevice {}

  /** What the short forms look like. */
  List<String> FORMS =
      List.of(
          "stdio",
          "mon:stdio",
          "null",
          "none",
          "unix:PATH",
          "tcp:HOST:PORT",
          "file:PATH",
          "pipe:PATH",
          "pty[:PATH]",
          "ringbuf",
          "chardev:ID");

  /**
   * Reads the short form.
   *
   * @param id the id of a device that has to be made
   */
  static LegacyDevice read(Given given, String id, OptionLine line) throws InvalidRequestException {
    String text = given.value();
    String kind = text.split("[:,]", 2)[0];
    String rest = text.substring(Math.min(text.length(), kind.length() + 1));
    return switch (kind) {
      case "none" -> new None();
      case "stdio", "null", "ringbuf" -> created(kind, id, given, line.split(given, "backend"));
      case "file", "pipe" -> created(kind, id, given, path(given, rest));
      case "pty" ->
          created(
              kind,
              id,
              given,
              text.startsWith("pty:") ? path(given, rest) : line.split(given, "backend"));
      case "chardev" -> new Existing(rest);
      case "unix" -> created("socket", id, given, line.split(given.option(), rest, "path"));
      case "tcp" -> created("socket", id, given, address(given, rest, line));
      default ->
          throw new InvalidRequestException(
              given.option().spelling(),
              "no such device '" + text + "'",
              "give one of " + String.join(", ", FORMS));
    };
  }

  private static LegacyDevice created(String type, String id, Given given, Options options)
      throws InvalidRequestException {
    if (type.equals("socket") && options.text("path").or(() -> options.text("host")).isEmpty()) {
      throw new InvalidRequestException(
          given.option().spelling(), "'" + given.value() + "' names no address", "give unix:PATH");
    }
    ShortForms.warn(given.option(), options.without("backend"));
    return new Created(new ObjectRequest(Container.CHARDEVS, type, id, options.without("backend")));
  }

  /** A path as it stands, commas and all. */
  private static Options path(Given given, String path) throws InvalidRequestException {
    if (path.isEmpty()) {
      throw new InvalidRequestException(
          given.option().spelling(), "'" + given.value() + "' has no path", "give one");
    }
    return Options.ofWords(Dialect.COMMAND_LINE, Map.of("path", path));
  }

  /** {@code HOST:PORT,...}, where an IPv6 address stands in brackets. */
  private static Options address(Given given, String text, OptionLine line)
      throws InvalidRequestException {
    String address = text.split(",", 2)[0];
    int colon = address.lastIndexOf(':');
    if (colon < 0) {
      throw new InvalidRequestException(
          given.option().spelling(), "'" + given.value() + "' has no port", "give tcp:HOST:PORT");
    }
    String host = address.substring(0, colon).replaceAll("^\\[|\\]$", "");
    Options more = line.split(given.option(), text.substring(colon + 1), "port");
    var members = new LinkedHashMap<String, RawValue>();
    members.put("host", new RawValue.Words(List.of(host)));
    members.putAll(more.members());
    return new Options(Dialect.COMMAND_LINE, members);
  }
}
