package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.Yankable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection with TLS: its bytes, its keys, the exchange of the code below it, its end. */
final class TlsConnectionTest extends TlsServerRig {

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void bytesGoBothWays(String protocol) throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device), protocol)) {
        Connection connection = frontEnd.awaitOpened();
        assertThat(device.code().filename())
            .matches("tcp:127.0.0.1:\\d+,server=on <-> 127.0.0.1:\\d+");
        assertThat(connection.descriptors()).isEmpty();
        String large = "x".repeat(LARGE);
        Thread writer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        connection.write(bytes(large), SECONDS);
                      } catch (IOException e) {
                        throw new AssertionError(e);
                      }
                    });
        assertThat(client.receive(LARGE)).isEqualTo(large);
        writer.join();
        client.send(large);
        frontEnd.awaitText(large);
      }
      frontEnd.awaitClosed();
      assertThat(device.metrics().counter("bytes-in").value()).isEqualTo(LARGE);
      assertThat(device.metrics().counter("bytes-out").value()).isEqualTo(LARGE);
      assertThat(device.metrics().counter("connections").value()).isEqualTo(1);
      assertThat(device.metrics().latency("write-latency").snapshot().count()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void connectionsGoOnWhenTheCodeIsExchanged(String protocol) throws Exception {
    try (Device device = pki.device()) {
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device), protocol)) {
        for (int round = 0; round < 20; round++) {
          device.code().attach(frontEnd);
          Connection connection = frontEnd.awaitOpened();
          assertThat(connection.id()).isEqualTo(1);
          client.send("a" + round);
          frontEnd.awaitText("a" + round);
          client.send("b"); // may come before the exchange, meanwhile, or afterwards
          device.exchange();
          connection.write(bytes("old"), SECONDS); // by the code before
          assertThat(client.receive(3)).isEqualTo("old");
          client.send("c");
          if (round % 2 == 0) {
            device.code().attach(frontEnd);
            gather("bc");
            device.exchange();
          } else {
            device.code().attach(frontEnd);
            gather("bc");
            device.code().detach(frontEnd);
          }
        }
        device.code().attach(frontEnd); // who answers when the client says that it goes
        frontEnd.awaitOpened();
      }
    }
  }

  /** What was sent comes once and in order, to the code before or to the code after. */
  private void gather(String expected) throws Exception {
    var text = new StringBuilder();
    boolean opened = false;
    while (!opened || text.length() < expected.length()) {
      switch (frontEnd.awaitAny()) {
        case RecordingFrontEnd.Opened _ -> opened = true;
        case RecordingFrontEnd.Received received -> text.append(received.text());
        case RecordingFrontEnd.Closed closed -> throw new AssertionError(closed);
      }
    }
    assertThat(text.toString()).isEqualTo(expected);
  }

  @Test
  void anEndThatIsCutOffIsAnEnd() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (Client wire = Client.of(Pki.port(device))) {
        var socket =
            (javax.net.ssl.SSLSocket)
                pki.good()
                    .getSocketFactory()
                    .createSocket(wire.channel().socket(), "localhost", 0, false);
        socket.startHandshake();
        socket.getOutputStream().write('x');
        frontEnd.awaitOpened();
        frontEnd.awaitText("x");
      } // without a word
      frontEnd.awaitClosed();
      assertServes(device);
    }
  }

  @Test
  void newKeysNowAndThenAreFine() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device), "TLSv1.3")) {
        Connection connection = frontEnd.awaitOpened();
        for (int round = 0; round < 3 * TlsStream.MOST_EMPTY; round++) {
          client.socket().startHandshake(); // asks for new keys
          client.send("x");
          frontEnd.awaitText("x");
          connection.write(bytes("y"), SECONDS);
          assertThat(client.receive(1)).isEqualTo("y");
        }
      }
    }
  }

  @Test
  void aFloodOfNewKeysEndsTheConnection() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device), "TLSv1.3")) {
        frontEnd.awaitOpened();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(
                () -> {
                  for (int i = 0; i < 100_000; i++) {
                    client.socket().startHandshake();
                  }
                });
      }
      frontEnd.awaitClosed();
      assertServes(device);
    }
  }

  @Test
  void negotiatingAnewEndsTheConnection() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device), "TLSv1.2")) {
        frontEnd.awaitOpened();
        client.socket().startHandshake(); // begins it only
        assertThat(client.isAtEnd()).isTrue();
      }
      frontEnd.awaitClosed();
      assertServes(device);
    }
  }

  @Test
  void aSlowReaderIsDroppedAtTheDeadline() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient _ = TlsClient.of(pki.good(), Pki.port(device))) {
        Connection connection = frontEnd.awaitOpened();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(
                () -> connection.write(ByteBuffer.allocate(64 << 20), Duration.ofMillis(200)))
            .withMessageContaining("deadline");
        assertThat(frontEnd.awaitClosed()).isSameAs(connection);
      }
      assertThat(device.metrics().counter("bytes-dropped").value()).isPositive();
      assertServes(device);
    }
  }

  @Test
  void aConnectionThatIsClosedSaysSo() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device))) {
        frontEnd.awaitOpened().close();
        assertThat(client.socket().getInputStream().read()).isEqualTo(-1); // no SSLException
      }
      frontEnd.awaitClosed();
    }
  }

  @Test
  void yankCutsTheConnectionAndTheNextOneComes() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device))) {
        frontEnd.awaitOpened();
        ((Yankable) device.code()).yank();
        frontEnd.awaitClosed();
        assertThat(client.isAtEnd()).isTrue();
      }
      assertServes(device);
    }
  }
}
