package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.backplane.api.InvalidRequestException;
import org.backplane.tck.TestCreation;

final class SocketOptionsTest {

  private static SocketOptions of(Map<String, ?> given) throws InvalidRequestException {
    try (var creation = new TestCreation(SocketType.TYPE, "c0", given)) {
      return SocketOptions.of(creation);
    }
  }

  private static void assertRefused(Map<String, ?> given, String problem) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .as("%s", given)
        .isThrownBy(() -> of(given))
        .withMessageStartingWith("socket 'c0': " + problem + "; ");
  }

  @Example
  void defaultsAreThoseThatUsersKnow() throws Exception {
    assertThat(of(Map.of("path", "/run/a.sock")))
        .isEqualTo(
            new SocketOptions(
                new SocketPlace.Unix(Path.of("/run/a.sock")),
                new SocketRole.Client(Duration.ZERO),
                false,
                Optional.empty()));
    assertThat(of(Map.of("path", "/run/a.sock", "server", true)).role())
        .isEqualTo(new SocketRole.Server(true));
    assertThat(of(Map.of("port", "4444")).place())
        .isEqualTo(
            new SocketPlace.Inet("127.0.0.1", 4444, 4444, new SocketPlace.Families(true, true)));
  }

  @Example
  void anEmptyHostIsThisOneByTheVersionThatMayBeUsed() throws Exception {
    assertThat(((SocketPlace.Inet) of(Map.of("host", "", "port", "1")).place()).host())
        .isEqualTo("127.0.0.1");
    for (var six : List.of(Map.of("ipv6", true), Map.of("ipv4", false))) {
      var given = new HashMap<String, Object>(six);
      given.putAll(Map.of("host", "", "port", "1"));
      assertThat(((SocketPlace.Inet) of(given).place()).host()).isEqualTo("::1");
    }
  }

  @Property
  void anAddressIsShownShortAndMeansTheSame(
      @ForAll @Size(8) List<@IntRange(max = 2) Integer> groups) throws Exception {
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[2 * i + 1] = groups.get(i).byteValue();
    }
    var address = InetAddress.getByAddress(bytes);
    String text = SocketText.text(new InetSocketAddress(address, 80));
    boolean zeros = address.getHostAddress().matches("(.*:)?0:0(:.*)?");
    assertThat(text.contains("::")).as(text).isEqualTo(zeros);
    assertThat(InetAddress.getByName(text.substring(0, text.length() - 3))).isEqualTo(address);
  }

  @Example
  void readsTimesFlagsAndFamilies() throws Exception {
    assertThat(of(Map.of("port", "1", "reconnect", 2)).role())
        .isEqualTo(new SocketRole.Client(Duration.ofSeconds(2)));
    assertThat(of(Map.of("port", "1", "reconnect-ms", 300)).role())
        .isEqualTo(new SocketRole.Client(Duration.ofMillis(300)));
    assertThat(of(Map.of("port", "1", "nodelay", true)).noDelay()).isTrue();
    assertThat(of(Map.of("port", "1", "delay", false)).noDelay()).isTrue();
    assertThat(of(Map.of("port", "1", "delay", true)).noDelay()).isFalse();
    for (var expected :
        List.of(
            Map.entry(Map.of("ipv4", true), new SocketPlace.Families(true, false)),
            Map.entry(Map.of("ipv6", true), new SocketPlace.Families(false, true)),
            Map.entry(Map.of("ipv4", false), new SocketPlace.Families(false, true)),
            Map.entry(Map.of("ipv4", true, "ipv6", true), new SocketPlace.Families(true, true)))) {
      var given = new HashMap<String, Object>(expected.getKey());
      given.put("port", "1");
      assertThat(((SocketPlace.Inet) of(given).place()).families()).isEqualTo(expected.getValue());
    }
  }

  @Example
  void refusesWhatDoesNotGoTogether() {
    assertRefused(Map.of(), "it has no address");
    assertRefused(
        Map.of("path", "/a", "port", "1"), "path, host with port, and fd do not go together");
    assertRefused(
        Map.of("path", "/a", "fd", "3"), "path, host with port, and fd do not go together");
    assertRefused(
        Map.of("port", "1", "fd", "3"), "path, host with port, and fd do not go together");
    assertRefused(Map.of("port", "1", "abstract", true), "abstract=on needs a path");
    assertRefused(Map.of("fd", "3", "reconnect", 1), "an inherited socket cannot reconnect");
    assertRefused(Map.of("fd", "3", "reconnect-ms", 1), "an inherited socket cannot reconnect");
    assertRefused(Map.of("host", "localhost"), "host is given without port");
    assertRefused(Map.of("path", "/a", "wait", true), "wait is for servers");
    assertRefused(Map.of("path", "/a", "wait", false), "wait is for servers");
    assertRefused(
        Map.of("path", "/a", "server", true, "reconnect", 1), "a server does not reconnect");
    assertRefused(
        Map.of("path", "/a", "server", true, "reconnect-ms", 1), "a server does not reconnect");
    assertRefused(
        Map.of("path", "/a", "reconnect", 1, "reconnect-ms", 1),
        "reconnect cannot go with reconnect-ms");
    assertRefused(
        Map.of("port", "1", "nodelay", true, "delay", true), "nodelay cannot go with delay");
    assertRefused(Map.of("port", "1", "to", 2), "to is for servers");
    assertRefused(Map.of("port", "9", "to", 8, "server", true), "to=8 is less than port=9");
    assertRefused(Map.of("port", "0"), "a client cannot connect to port 0");
    assertRefused(
        Map.of("port", "1", "ipv4", false, "ipv6", false), "neither ipv4 nor ipv6 may be used");
  }

  @Example
  void refusesPortsOutOfRange() {
    for (String port : List.of("65536", "-1", "http", "", "1 ", "99999999999999999999")) {
      assertRefused(Map.of("port", port), "port '" + port + "' is no port number");
    }
  }

  @Example
  void refusesWhatIsNotSupported() {
    for (String name : SocketType.UNSUPPORTED_SWITCHES) {
      assertRefused(Map.of("path", "/a", name, true), name + "=on is not supported");
    }
  }

  @Example
  void tlsIsForTcp() throws Exception {
    assertThat(of(Map.of("port", "1", "server", true, "tls-creds", "t", "tls-authz", "a")).tls())
        .contains(new TlsOptions("t", Optional.of("a")));
    assertThat(of(Map.of("fd", "3", "server", true, "tls-creds", "t")).tls()).isPresent();
    assertRefused(
        Map.of("path", "/a", "tls-creds", "t"), "tls-creds does not go with a UNIX socket");
    assertRefused(
        Map.of("path", "a", "abstract", true, "tls-creds", "t"),
        "tls-creds does not go with a UNIX socket");
    assertRefused(
        Map.of("fd", "3", "tls-creds", "t"), "tls-creds does not go with fd for a client");
    assertRefused(Map.of("port", "1", "tls-authz", "a"), "tls-authz is given without tls-creds");
    assertRefused(
        Map.of("port", "1", "tls-creds", "t", "tls-authz", "a"), "tls-authz is for servers");
  }

  @Example
  void readsInheritedSocketsByNumberOnly() throws Exception {
    assertThat(of(Map.of("fd", "3")).place()).isEqualTo(new SocketPlace.Inherited(3));
    for (String number : List.of("2", "-1", "name", "", "99999999999")) {
      assertRefused(
          Map.of("fd", number), "fd '" + number + "' is not the number of an inherited socket");
    }
  }

  @Example
  void abstractNamesAreAtMost107Bytes() throws Exception {
    String longest = "n".repeat(107);
    assertThat(of(Map.of("path", longest, "abstract", true)).place())
        .isEqualTo(new SocketPlace.Abstract(longest, true));
    assertThat(of(Map.of("path", "a", "abstract", true, "tight", false)).place())
        .isEqualTo(new SocketPlace.Abstract("a", false));
    assertRefused(Map.of("path", longest + "n", "abstract", true), "path is 108 bytes long");
    assertRefused(Map.of("path", "", "abstract", true), "path is 0 bytes long");
  }

  @Example
  void pathsAreAtMost108Bytes() throws Exception {
    String longest = "/" + "é".repeat(53) + "n";
    assertThat(of(Map.of("path", longest)).place())
        .isEqualTo(new SocketPlace.Unix(Path.of(longest)));
    assertRefused(Map.of("path", longest + "n"), "path is 109 bytes long");
    assertRefused(Map.of("path", ""), "path is 0 bytes long");
    assertRefused(Map.of("path", "a\0b"), "path is no file name: Nul character not allowed");
  }

  @Property
  void anyTextIsTakenOrRefusedInOrder(
      @ForAll @StringLength(max = 120) String path, @ForAll @StringLength(max = 12) String port) {
    for (Map<String, String> given : List.of(Map.of("path", path), Map.of("port", port))) {
      try {
        assertThat(of(given).place().text()).isNotEmpty();
      } catch (InvalidRequestException e) {
        assertThat(e).hasMessageStartingWith("socket 'c0': ");
      }
    }
  }

  @Example
  void describesItself() {
    assertThat(SocketType.TYPE.name()).isEqualTo("socket");
    assertThat(SocketType.TYPE.parent()).isEqualTo("chardev");
    assertThat(SocketType.TYPE.container().folder()).isEqualTo("chardevs");
  }
}
