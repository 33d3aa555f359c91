package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.Yankable;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that talks to those only who show the right certificate. */
@Timeout(60)
final class TlsServerTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final int LARGE = 1 << 20;

  @TempDir private static Path folder;
  private static Pki pki;

  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki = Pki.in(folder);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private void assertServes(Device device) throws Exception {
    try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device))) {
      Connection connection = frontEnd.awaitOpened();
      client.send("ping");
      frontEnd.awaitText("ping");
      connection.write(bytes("pong"), SECONDS);
      assertThat(client.receive(4)).isEqualTo("pong");
    }
    frontEnd.awaitClosed();
  }

  private static void assertTurnedAway(SSLContext context, Device device) throws Exception {
    try (TlsClient client = TlsClient.of(context, Pki.port(device))) {
      // With TLS 1.3 a client is done before the server has seen its certificate.
      assertThat(client.isAtEnd()).isTrue();
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(java.net.ConnectException.class);
    }
  }

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
  void whoShowsTheWrongCertificateOrNoneIsTurnedAway() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      List<SSLContext> strangers =
          List.of(TestCredentials.stranger(pki.authority()), pki.foreign(), pki.expired());
      for (SSLContext stranger : strangers) {
        assertTurnedAway(stranger, device);
      }
      Await.until(
          "three failures",
          () -> device.metrics().counter("connection-failures").value() == strangers.size());
      frontEnd.assertQuiet();
      assertServes(device);
    }
  }

  @Test
  void whomTheAuthorizerDoesNotAdmitIsTurnedAway() throws Exception {
    var asked = new CopyOnWriteArrayList<String>();
    Pki.Authorizing once =
        identity -> {
          asked.add(identity);
          return asked.size() > 1;
        };
    try (Device device = pki.device(Map.of(), once)) {
      device.code().attach(frontEnd);
      assertTurnedAway(pki.good(), device);
      frontEnd.assertQuiet();
      assertServes(device);
      assertThat(asked).containsOnly("C=GB,O=A\\, B,CN=me").hasSize(2);
    }
  }

  @Test
  void garbageCostsNobodyAnything() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      for (String garbage :
          List.of(
              "{\"execute\":\"quit\"}\n".repeat(2),
              "\u0016\u0003\u0001\uffff",
              "\0".repeat(LARGE))) {
        try (Client client = Client.of(Pki.port(device))) {
          client.send(garbage);
          assertThat(isAtEnd(client)).isTrue();
        } catch (IOException _) {
          // hung up on while it was sending
        }
      }
      frontEnd.assertQuiet();
      assertServes(device);
    }
  }

  private static boolean isAtEnd(Client client) throws IOException {
    var buffer = ByteBuffer.allocate(4096);
    while (true) {
      int count = client.channel().read(buffer.clear());
      if (count < 0) {
        return true; // after an alert
      }
    }
  }

  @Test
  void thoseWhoSayNothingKeepNobodyWaiting() throws Exception {
    List<Client> silent = new ArrayList<>();
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      for (int i = 0; i < Handshakes.MOST + 2; i++) {
        silent.add(Client.of(Pki.port(device)));
      }
      long start = System.nanoTime();
      assertServes(device);
      assertThat(silent.getFirst().isAtEnd()).as("the oldest makes room").isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("before its own time is over")
          .isLessThan(TlsHandshake.PATIENCE.dividedBy(2));
    } finally {
      for (Client each : silent) {
        each.close();
      }
    }
  }

  @Test
  void aFloodMakesNoMoreHandshakesThanThereMayBe() throws Exception {
    int clients = 2 * Handshakes.MOST + 3;
    var gated = new GatedCredentials();
    List<Client> flood = new ArrayList<>();
    try (Device device = pki.device(gated)) {
      device.code().attach(frontEnd);
      for (int i = 0; i < clients; i++) {
        flood.add(Client.of(Pki.port(device)));
      }
      assertThat(flood.getFirst().isAtEnd()).as("the oldest makes room").isTrue();
      for (int over = 0; over <= clients - Handshakes.MOST; over++) {
        int begun = Handshakes.MOST + over;
        Await.until("%d to begin".formatted(begun), () -> gated.begun() >= begun);
        gated.letOneGo();
      }
      gated.letAllGo();
      for (Client each : flood) {
        assertThat(each.isAtEnd()).isTrue();
      }
      assertThat(gated.most()).isEqualTo(Handshakes.MOST);
    } finally {
      gated.letAllGo();
      for (Client each : flood) {
        each.close();
      }
    }
  }

  @Test
  void yankAlsoHangsUpOnTheOneThatWaitsForRoom() throws Exception {
    var gated = new GatedCredentials();
    List<Client> flood = new ArrayList<>();
    try (Device device = pki.device(gated)) {
      for (int i = 0; i <= Handshakes.MOST; i++) {
        flood.add(Client.of(Pki.port(device)));
      }
      assertThat(flood.getFirst().isAtEnd()).as("the newest is there").isTrue();
      ((Yankable) device.code()).yank();
      for (Client each : flood) {
        assertThat(each.isAtEnd()).isTrue();
      }
      gated.letAllGo();
    } finally {
      gated.letAllGo();
      for (Client each : flood) {
        each.close();
      }
    }
  }

  @Test
  void whatProtectsADeviceMayNotBeDeleted() throws Exception {
    try (Device device = pki.device()) {
      var both = List.of(ObjectPath.object("t"), ObjectPath.object("a"));
      assertThat(device.pinned()).containsExactlyInAnyOrderElementsOf(both);
    }
  }

  @Test
  void peersOfADeviceThatCannotGoOnAreHungUpOn() throws Exception {
    try (Device device = pki.device()) {
      device.code().attach(frontEnd);
      try (TlsClient client = TlsClient.of(pki.good(), Pki.port(device))) {
        frontEnd.awaitOpened();
        device.withdraw(ObjectPath.object("t"));
        assertThatExceptionOfType(InvalidRequestException.class)
            .isThrownBy(device::exchange)
            .withMessageContaining("there is no object 't' for tls-creds");
        assertThat(client.isAtEnd()).isTrue();
      }
    }
  }

  @Test
  void theDeviceClosesAtOnceDuringAHandshake() throws Exception {
    Device device = pki.device();
    try (Client silent = Client.of(Pki.port(device))) {
      Await.until(
          "the handshake",
          () -> !org.backplane.tck.LiveThreads.named("backplane-chardev-c0-tls").isEmpty());
      long start = System.nanoTime();
      device.close();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(silent.isAtEnd()).isTrue();
    }
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

  @Test
  void aServerThatWaitsTakesTheFirstThatMayComeIn() throws Exception {
    // The port must be known before the device is there.
    int port;
    try (var free = new java.net.ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Thread clients =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Await.until("the listener", () -> answers(port));
                    TlsClient.of(pki.good(), port).send("first");
                  } catch (Exception e) {
                    throw new AssertionError(e);
                  }
                });
    try (Device device =
        pki.device(Map.of("wait", true, "port", Integer.toString(port)), _ -> true)) {
      clients.join();
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      frontEnd.awaitText("first");
    }
  }

  // Says nothing and goes: not the first client, therefore.
  private static boolean answers(int port) {
    try {
      Client.of(port).close();
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
