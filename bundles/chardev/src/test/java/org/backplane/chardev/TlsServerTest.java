package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.Test;

/** A server that talks to those only who show the right certificate. */
final class TlsServerTest extends TlsServerRig {

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
