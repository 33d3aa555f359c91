package org.backplane.monitor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.TypeDescription;
import org.backplane.json.JsonNull;
import org.backplane.monitor.fake.Types;
import org.backplane.monitor.schema.Schema;
import org.backplane.monitor.schema.Shape;
import org.backplane.tck.qmp.WireSchema;

/** Whatever stands in {@code backend}, it is refused in words or becomes properties of its type. */
class ChardevBackendTest {

  private static final Set<String> SOCKET_PROPERTIES =
      Set.of(
          "path",
          "abstract",
          "tight",
          "host",
          "port",
          "to",
          "ipv4",
          "ipv6",
          "fd",
          "server",
          "wait",
          "nodelay",
          "reconnect",
          "reconnect-ms",
          "telnet",
          "tn3270",
          "websocket",
          "tls-creds",
          "tls-authz");

  private static final List<TypeDescription> TYPES =
      List.of(Types.FILE, Types.NULL, Types.PTY, Types.SOCKET, Types.STDIO);

  /** What the reader adds by itself. */
  private static final Set<String> IMPLIED = Set.of("server", "wait");

  private static final WireSchema SCHEMA = schema();

  private static final List<String> NAMES =
      List.of(
          "type", "data", "addr", "path", "host", "port", "str", "server", "wait", "out", "size");

  @Provide
  Arbitrary<Map<String, Object>> objects() {
    Arbitrary<Object> scalars =
        Arbitraries.of(
            true, 7L, 1.5, "", "socket", "unix", "inet", "fd", "file", "null", JsonNull.NULL);
    Arbitrary<Object> values =
        Arbitraries.lazyOf(
            () -> scalars,
            () -> members(scalars, 3).map(Object.class::cast),
            () -> Arbitraries.just(List.of("x")));
    Arbitrary<Object> nested = members(values, 4).map(Object.class::cast);
    return members(Arbitraries.oneOf(values, nested), 4);
  }

  private static Arbitrary<Map<String, Object>> members(Arbitrary<Object> values, int most) {
    return Arbitraries.maps(Arbitraries.of(NAMES), values).ofMaxSize(most);
  }

  @Property
  void anythingIsReadOrRefusedInWords(@ForAll("objects") Map<String, Object> backend) {
    read(backend).ifPresent(read -> assertThat(read.type()).isEqualTo(backend.get("type")));
  }

  @Property
  void aSocketGetsItsOwnPropertiesAndNoOthers(@ForAll("objects") Map<String, Object> address) {
    read(Map.of("type", "socket", "data", Map.of("addr", address)))
        .ifPresent(
            read ->
                assertThat(SOCKET_PROPERTIES)
                    .containsAll(read.options().members().keySet())
                    .containsAnyOf("path", "host", "fd"));
  }

  /** What the schema promises is taken, and what is taken is in the schema. */
  @Property
  void theSchemaAndTheReaderAgree(@ForAll("requests") Map<String, Object> backend) {
    Optional<ChardevBackend> read = read(backend);
    boolean served =
        read.flatMap(made -> TYPES.stream().filter(t -> t.name().equals(made.type())).findFirst())
            .filter(type -> takes(type, read.get().options()))
            .isPresent();

    assertThat(described(backend)).isEqualTo(served);
  }

  private static boolean takes(TypeDescription type, Options options) {
    return options.members().entrySet().stream()
        .allMatch(
            given ->
                IMPLIED.contains(given.getKey())
                    || type.property(given.getKey())
                        .filter(property -> fits(property, given.getValue()))
                        .isPresent());
  }

  private static boolean fits(org.backplane.api.type.Property property, RawValue value) {
    return value instanceof RawValue.Json(Object json)
        && (property.kind() instanceof PropertyKind.Text) == (json instanceof String)
        && (property.kind() instanceof PropertyKind.Bool) == (json instanceof Boolean);
  }

  private static boolean described(Map<String, Object> backend) {
    try {
      SCHEMA.check((String) SCHEMA.command("chardev-add").get("arg-type"), backend, "chardev-add");
      return true;
    } catch (AssertionError _) {
      return false;
    }
  }

  private static WireSchema schema() {
    var schema = new Schema();
    schema.command("chardev-add", BackendShapes.of(TYPES), Shape.NOTHING, false, List.of());
    return new WireSchema(Schema.form().of(schema), JsonNull.NULL);
  }

  /** Mostly good ones, so that both outcomes are met often. */
  @Provide
  Arbitrary<Map<String, Object>> requests() {
    Arbitrary<Map<String, Object>> addresses =
        Arbitraries.oneOf(
            typed(Arbitraries.of("unix"), data(Map.of("path", "/s"), "abstract", "tight")),
            typed(Arbitraries.of("inet"), data(Map.of("host", "h", "port", "1"), "ipv4", "to")),
            typed(Arbitraries.of("fd", "nope"), data(Map.of("str", "7"), "path")),
            objects());
    Arbitrary<Map<String, Object>> sockets =
        Combinators.combine(addresses, data(Map.of(), "server", "wait", "telnet", "logfile"))
            .as(ChardevBackendTest::withAddress);
    return Arbitraries.oneOf(
        typed(Arbitraries.of("socket"), sockets),
        typed(
            Arbitraries.of("file", "null", "stdio", "nope"),
            data(Map.of("out", "/o"), "append", "logfile", "signal")),
        typed(Arbitraries.of("null", "stdio", "pty"), data(Map.of(), "signal", "path")),
        objects());
  }

  private static Map<String, Object> withAddress(
      Map<String, Object> address, Map<String, Object> rest) {
    var socket = new HashMap<>(rest);
    socket.put("addr", address);
    return socket;
  }

  private static Arbitrary<Map<String, Object>> typed(
      Arbitrary<String> type, Arbitrary<Map<String, Object>> data) {
    return Combinators.combine(type, data).as((word, map) -> Map.of("type", word, "data", map));
  }

  private static Arbitrary<Map<String, Object>> data(Map<String, Object> always, String... names) {
    return Arbitraries.maps(Arbitraries.of(names), Arbitraries.of(true, 7L, "x"))
        .ofMaxSize(1)
        .map(
            more -> {
              Map<String, Object> all = new HashMap<>(always);
              all.putAll(more);
              return all;
            });
  }

  private static Optional<ChardevBackend> read(Map<String, Object> backend) {
    try {
      return Optional.of(ChardevBackend.read("chardev 'c0'", backend));
    } catch (InvalidRequestException e) {
      assertThat(e.getMessage()).startsWith("chardev 'c0' ");
      return Optional.empty();
    }
  }

  @Property
  void bytesComeBackFromBase64AsTheyWere(@ForAll byte[] bytes) throws Exception {
    assertThat(DataFormat.BASE64.bytes("x", DataFormat.BASE64.text(bytes))).isEqualTo(bytes);
  }

  @Property
  void anyTextIsBase64OrRefused(@ForAll String text) {
    try {
      DataFormat.BASE64.bytes("x", text);
    } catch (InvalidRequestException e) {
      assertThat(e).hasMessageStartingWith("x: data is not base64");
    }
  }

  @Property
  void textComesBackFromUtf8AsItWas(@ForAll String text) throws Exception {
    byte[] bytes = DataFormat.UTF8.bytes("x", text);

    assertThat(DataFormat.UTF8.bytes("x", DataFormat.UTF8.text(bytes))).isEqualTo(bytes);
  }
}
