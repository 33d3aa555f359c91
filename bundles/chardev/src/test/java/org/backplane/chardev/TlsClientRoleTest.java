package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.tls.TlsCredentials;
import org.backplane.tck.CertificateAuthority;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that talks to the right server only; and what does not go together with TLS. */
@Timeout(60)
final class TlsClientRoleTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private static Pki pki;

  private final RecordingFrontEnd serving = new RecordingFrontEnd(1);
  private final RecordingFrontEnd asking = new RecordingFrontEnd(1);

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = Pki.in(folder);
  }

  private static Device client(int port, Object... more) throws BackplaneException {
    var options = new HashMap<String, Object>(Map.of("port", "" + port, "tls-creds", "t"));
    for (int i = 0; i < more.length; i += 2) {
      options.put((String) more[i], more[i + 1]);
    }
    return Device.protectedSocket(options, Map.of(ObjectPath.object("t"), pki.client()));
  }

  @Test
  void connectsAndGoesOnWhenItsCodeIsExchanged() throws Exception {
    try (Device server = pki.device()) {
      server.code().attach(serving);
      try (Device client = client(Pki.port(server), "host", "localhost", "ipv4", true)) {
        Connection there = serving.awaitOpened();
        for (int round = 0; round < 5; round++) {
          client.code().attach(asking);
          Connection here = asking.awaitOpened();
          here.write(ByteBuffer.wrap(new byte[] {'a'}), SECONDS);
          serving.awaitText("a");
          there.write(ByteBuffer.wrap(new byte[] {'b'}), SECONDS);
          asking.awaitText("b");
          client.exchange();
        }
        there.close();
        client.code().attach(asking);
        asking.awaitOpened();
        asking.awaitClosed();
        assertThat(client.code().filename()).startsWith("disconnected:tcp:localhost:");
      }
    }
  }

  @Test
  void comesBack() throws Exception {
    try (Device server = pki.device();
        Device client = client(Pki.port(server), "reconnect-ms", 10)) {
      server.code().attach(serving);
      client.code().attach(asking);
      for (int round = 0; round < 3; round++) {
        asking.awaitOpened();
        serving.awaitOpened().close();
        serving.awaitClosed();
        asking.awaitClosed();
      }
      assertThat(client.metrics().counter("connections").value()).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void aServerOfAnotherNameIsRefused() throws Exception {
    Path into = folder.resolve("elsewhere");
    pki.authority()
        .issue(
            into,
            "server",
            "/CN=elsewhere",
            2,
            List.of("extendedKeyUsage=serverAuth", "subjectAltName=DNS:elsewhere"));
    var elsewhere =
        new Pki(
            pki.authority(), TestCredentials.server(pki.authority(), into), pki.client(), folder);
    try (Device server = elsewhere.device()) {
      server.code().attach(serving);
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> client(Pki.port(server)))
          .withMessageContaining("cannot connect to tcp:127.0.0.1:")
          .withMessageContaining("127.0.0.1");
      serving.assertQuiet();
    }
  }

  @Test
  void aServerThatSpeaksNoTlsIsRefused() throws Exception {
    try (Device server = Device.socket(Map.of("port", "0", "server", true, "wait", false))) {
      var greeting =
          new org.backplane.api.chardev.FrontEnd() {
            @Override
            public void opened(Connection connection) {
              try {
                connection.write(
                    ByteBuffer.wrap("{\"QMP\": {}}\r\n".repeat(9).getBytes()), SECONDS);
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            }

            @Override
            public void received(Connection connection, ByteBuffer data) {}

            @Override
            public void closed(Connection connection) {}
          };
      server.code().attach(greeting);
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> client(Pki.port(server)))
          .withMessageContaining("TLS");
    }
  }

  @Test
  void credentialsMustFit() throws Exception {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client(1, "server", true, "wait", false))
        .withMessageContaining("tls-creds 't' is not for a server; make it with endpoint=server");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> client(1, "tls-creds", "none"))
        .withMessageContaining("there is no object 'none' for tls-creds");
    var open = new TestCredentials(TlsCredentials.Endpoint.SERVER, false, pki.server().context());
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Pki(pki.authority(), open, pki.client(), folder).device().close())
        .withMessageContaining("tls-authz needs certificates of the clients");
    assertThat(CertificateAuthority.isAvailable()).isTrue();
  }
}
