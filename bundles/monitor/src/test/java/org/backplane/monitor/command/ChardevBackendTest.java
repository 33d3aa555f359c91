package org.backplane.monitor.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.backplane.api.InvalidRequestException;
import org.backplane.json.JsonNull;

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
