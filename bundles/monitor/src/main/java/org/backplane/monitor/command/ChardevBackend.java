package org.backplane.monitor.command;

import static org.backplane.monitor.schema.Builtin.BOOL;
import static org.backplane.monitor.schema.Builtin.INTEGER;
import static org.backplane.monitor.schema.Builtin.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.schema.Shape;

/**
 * A character device as QMP asks for it, {@code {type, data}}, in the words of its type.
 *
 * @param type the type's name
 * @param options its properties
 */
record ChardevBackend(String type, Options options) {

  static final String SOCKET = "socket";
  static final String ADDRESS = "addr";
  private static final String SERVER = "server";
  private static final String WAIT = "wait";

  /** The members of {@code data} by type, and our properties. */
  static final Map<String, List<Member>> BACKENDS =
      Map.of(
          "file",
          List.of(must("out", TEXT, "path"), may("in", TEXT, "input-path"), may("append", BOOL)),
          "null",
          List.of(),
          "pipe",
          List.of(must("device", TEXT, "path")),
          "pty",
          List.of(may("path", TEXT)),
          "ringbuf",
          List.of(may("size", INTEGER)),
          SOCKET,
          List.of(
              must(ADDRESS, Shape.NOTHING, ADDRESS), // an object: ADDRESSES tells the rest
              may(SERVER, BOOL),
              may(WAIT, BOOL),
              may("nodelay", BOOL),
              may("reconnect", INTEGER),
              may("reconnect-ms", INTEGER),
              may("telnet", BOOL),
              may("tn3270", BOOL),
              may("websocket", BOOL),
              may("tls-creds", TEXT),
              may("tls-authz", TEXT)),
          "stdio",
          List.of(may("signal", BOOL)));

  /** Members of every type's {@code data}. */
  private static final List<Member> COMMON = List.of(may("logfile", TEXT), may("logappend", BOOL));

  /** The same for a socket's address. */
  static final Map<String, List<Member>> ADDRESSES =
      Map.of(
          "unix",
          List.of(must("path", TEXT, "path"), may("abstract", BOOL), may("tight", BOOL)),
          "inet",
          List.of(
              must("host", TEXT, "host"),
              must("port", TEXT, "port"),
              may("to", INTEGER),
              may("ipv4", BOOL),
              may("ipv6", BOOL)),
          "fd",
          List.of(must("str", TEXT, "fd")));

  /** A member of QMP's and the property that it sets. */
  record Member(Argument argument, String property) {}

  private static Member must(String name, Shape shape, String property) {
    return new Member(Argument.required(name, shape, "property " + property), property);
  }

  private static Member may(String name, Shape shape, String property) {
    return new Member(Argument.optional(name, shape, "property " + property), property);
  }

  private static Member may(String name, Shape shape) {
    return may(name, shape, name);
  }

  /**
   * Reads the argument {@code backend}.
   *
   * @param subject who is asked for it, for messages
   */
  static ChardevBackend read(String subject, Map<String, Object> backend)
      throws InvalidRequestException {
    Choice choice = Choice.read(subject + " backend", backend);
    List<Member> members = BACKENDS.get(choice.type());
    // A type that QMP has no words for takes its properties as they are.
    SequencedMap<String, Object> properties =
        members == null ? choice.data() : choice.properties(withCommon(members));
    if (choice.type().equals(SOCKET)) {
      fillIn(subject, properties);
    }
    var options = new LinkedHashMap<String, RawValue>();
    properties.forEach((name, value) -> options.put(name, ObjectCommands.raw(value)));
    return new ChardevBackend(choice.type(), new Options(Dialect.JSON, options));
  }

  static List<Member> withCommon(List<Member> members) {
    return Stream.concat(members.stream(), COMMON.stream()).toList();
  }

  /** Over QMP a socket listens unless told otherwise, and nobody waits for its first client. */
  private static void fillIn(String subject, Map<String, Object> socket)
      throws InvalidRequestException {
    if (socket.remove(ADDRESS) instanceof Map<?, ?> address) {
      socket.putAll(address(subject + " addr", Arguments.members(address)));
    }
    socket.putIfAbsent(SERVER, true);
    if (Boolean.TRUE.equals(socket.get(SERVER))) {
      socket.putIfAbsent(WAIT, false);
    }
  }

  private static Map<String, Object> address(String subject, Map<String, Object> address)
      throws InvalidRequestException {
    Choice choice = Choice.read(subject, address);
    List<Member> members = ADDRESSES.get(choice.type());
    if (members == null) {
      throw new InvalidRequestException(
          subject,
          "there is no address type " + Wording.quoted(choice.type()),
          "give unix, inet or fd");
    }
    return choice.properties(members);
  }

  /** What QMP writes as {@code {type, data}}. */
  private record Choice(String subject, String type, SequencedMap<String, Object> data) {

    static Choice read(String subject, Map<String, Object> members) throws InvalidRequestException {
      Arguments checked =
          Signature.of(
                  subject,
                  "",
                  Argument.required("type", TEXT, "which kind"),
                  Argument.required("data", Shape.NOTHING, "its details, {} for none"))
              .check(members);
      return new Choice(subject, checked.text("type"), checked.object("data"));
    }

    SequencedMap<String, Object> properties(List<Member> members) throws InvalidRequestException {
      var arguments = members.stream().map(Member::argument).toList();
      Arguments given =
          new Signature(subject + " data", "", arguments, Optional.empty()).check(data);
      var properties = new LinkedHashMap<String, Object>();
      for (Member member : members) {
        given
            .find(member.argument().name())
            .ifPresent(value -> properties.put(member.property(), value));
      }
      return properties;
    }
  }
}
