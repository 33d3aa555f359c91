package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that stand in no file system. */
@Timeout(60)
final class SocketPlaceTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  @TempDir private Path folder;
  private final RecordingFrontEnd serving = new RecordingFrontEnd(1);
  private final RecordingFrontEnd asking = new RecordingFrontEnd(1);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void abstractNamesConnectBothSidesThroughExchangesOfCode(boolean tight) throws Exception {
    String name = "backplane-place-" + ProcessHandle.current().pid();
    String text = "unix:" + name + ",abstract=on" + (tight ? ",tight=on" : "");
    var client = Map.of("path", name, "abstract", true, "tight", tight, "reconnect-ms", 20);
    var server =
        Map.of("path", name, "abstract", true, "tight", tight, "server", true, "wait", false);
    try (Device asker = Device.socket(client)) {
      assertThat(asker.code().filename()).isEqualTo("disconnected:" + text);
      try (Device server1 = Device.socket(server)) {
        server1.code().attach(serving);
        asker.code().attach(asking);
        serving.awaitOpened().write(bytes("hello"), SECONDS);
        asking.awaitOpened();
        asking.awaitText("hello");
        assertThat(asker.code().filename()).isEqualTo(text);
        assertThat(server1.code().filename()).isEqualTo(text + ",server=on");
        server1.exchange();
        asker.exchange();
        server1.code().attach(serving);
        asker.code().attach(asking);
        asking.awaitOpened().write(bytes("again"), SECONDS);
        serving.awaitOpened();
        serving.awaitText("again");
        assertThatExceptionOfType(HostException.class)
            .isThrownBy(() -> Device.socket(server))
            .withMessageContaining("EADDRINUSE");
      }
      asking.awaitClosed();
    }
    Device.socket(server).close(); // the name went with its definition
  }

  @Test
  void aDescriptorThatWasNotInheritedIsRefused() throws Exception {
    for (var options :
        List.of(Map.of("fd", "1000000", "server", true, "wait", false), Map.of("fd", "1000000"))) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> Device.socket(options))
          .withMessageContaining("EBADF (this process was started without it)");
    }
  }

  @Test
  @SuppressWarnings("resource") // the devices close what they take over
  void inheritedSocketsServeThroughExchangesOfCodeAndEndWithTheirDefinition() throws Throwable {
    Path path = folder.resolve("s");
    var listening =
        Map.of("fd", "" + RawPeer.listening(path).number(), "server", true, "wait", false);
    try (Device server = Device.socket(listening)) {
      assertThat(server.code().filename())
          .isEqualTo("disconnected:fd:" + listening.get("fd") + ",server=on");
      server.code().attach(serving);
      var connected = Map.of("fd", "" + new RawPeer(path).number());
      try (Device client = Device.socket(connected)) {
        client.code().attach(asking);
        asking.awaitOpened().write(bytes("hello"), SECONDS);
        serving.awaitOpened();
        serving.awaitText("hello");
        assertThat(client.code().filename()).isEqualTo("fd:" + connected.get("fd"));
        server.exchange();
        client.exchange();
        server.code().attach(serving);
        client.code().attach(asking);
        Connection back = serving.awaitOpened();
        assertThat(back.descriptors()).isPresent();
        back.write(bytes("again"), SECONDS);
        asking.awaitOpened();
        asking.awaitText("again");
        assertRefused(connected, "EBUSY (it is in use already, or this process's own)");
        assertRefused(listening, "EBUSY");
      }
      serving.awaitClosed();
      assertRefused(connected, "open the socket before this process starts");
      try (Client _ = Client.of(path)) {
        serving.awaitOpened();
      }
    }
    assertRefused(listening, "open the socket before this process starts");
  }

  @Test
  void aSocketOfTheOtherRoleIsRefused() throws Throwable {
    Path path = folder.resolve("s");
    try (var listening = RawPeer.listening(path);
        var connected = new RawPeer(path)) {
      assertRefused(Map.of("fd", "" + listening.number()), "a client's must be connected");
      assertRefused(
          Map.of("fd", "" + connected.number(), "server", true, "wait", false),
          "a server's socket must listen");
    }
  }

  private static void assertRefused(Map<String, ?> options, String problem) {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Device.socket(options))
        .withMessageContaining(problem);
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
