package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.backplane.api.chardev.Yankable;
import org.junit.jupiter.api.Test;

/** Handshakes that take long, or that are many. */
final class TlsHandshakesTest extends TlsServerRig {

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
}
