package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.backplane.api.chardev.Connection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates, a front end, and what the tests of a server with TLS say often. */
@Timeout(60)
abstract class TlsServerRig {

  static final Duration SECONDS = Duration.ofSeconds(20);
  static final int LARGE = 1 << 20;

  @TempDir private static Path folder;
  static Pki pki;

  final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = Pki.in(folder);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  void assertServes(Device device) throws Exception {
    try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device))) {
      Connection connection = frontEnd.awaitOpened();
      client.send("ping");
      frontEnd.awaitText("ping");
      connection.write(bytes("pong"), SECONDS);
      assertThat(client.receive(4)).isEqualTo("pong");
    }
    frontEnd.awaitClosed();
  }

  static void assertTurnedAway(SSLContext context, Device device) throws Exception {
    try (TlsClient client = TlsClient.of(context, Pki.port(device))) {
      // With TLS 1.3 a client is done before the server has seen its certificate.
      assertThat(client.isAtEnd()).isTrue();
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(java.net.ConnectException.class);
    }
  }
}
