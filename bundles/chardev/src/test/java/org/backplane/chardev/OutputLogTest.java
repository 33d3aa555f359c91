package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.RingBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class OutputLogTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private static final int MESSAGES = 3_000;

  @TempDir private Path folder;
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);
  private Path log = Path.of("");

  @BeforeEach
  void earlierLog() throws IOException {
    log = Files.writeString(folder.resolve("log"), "old ");
  }

  private Device device(ChardevFactory factory, Map<String, ?> options) throws Exception {
    var all = new HashMap<String, Object>(options);
    all.put("logfile", log.toString());
    return Device.of(factory, "c0", all);
  }

  private Device socket() throws Exception {
    return device(
        new SocketChardevFactory(),
        Map.of("path", folder.resolve("s").toString(), "server", true, "wait", false));
  }

  @Test
  void showsMessagesInTheOrderInWhichThePeerGotThem() throws Exception {
    try (Device device = socket();
        Client client = Client.of(folder.resolve("s"))) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      List<FutureTask<Integer>> writers = new ArrayList<>();
      for (String word : List.of("a", "b", "c")) {
        writers.add(new FutureTask<>(() -> writeMany(connection, word)));
      }
      writers.forEach(Thread.ofPlatform().daemon()::start);
      String seen = client.receive(3 * MESSAGES);
      for (FutureTask<Integer> writer : writers) {
        writer.get();
      }
      assertThat(log).hasContent(seen);
    }
  }

  private static int writeMany(Connection connection, String word) throws IOException {
    for (int i = 0; i < MESSAGES; i++) {
      connection.write(bytes(word), SECONDS);
    }
    return MESSAGES;
  }

  @Test
  void getsWhatIsWrittenAndNotWhatIsReceivedThroughAnExchangeOfCode() throws Exception {
    try (Device device = socket();
        Client client = Client.of(folder.resolve("s"))) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      connection.write(bytes("one "), SECONDS);
      assertThat(client.receive(4)).isEqualTo("one ");
      client.send("secret");
      frontEnd.awaitText("secret");
      device.exchange();
      connection.write(bytes("two "), SECONDS); // with the old code's connection
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("three"), SECONDS);
      assertThat(log).hasContent("one two three");
      assertThat(device.code().filename()).startsWith("unix:");
    }
    assertThat(log).hasContent("one two three");
  }

  @Test
  void keepsWhatItHadWhenToldSo() throws Exception {
    try (Device device = device(new RingBufferFactory(), Map.of("logappend", true))) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("new"), SECONDS);
    }
    assertThat(log).hasContent("old new");
  }

  @Test
  void aRingWithALogIsStillARing() throws Exception {
    try (Device device = device(new RingBufferFactory(), Map.of())) {
      var ring = (RingBuffer) device.code();
      device.code().attach(frontEnd);
      frontEnd.awaitOpened().write(bytes("written"), SECONDS);
      ring.put(bytes(" put"));
      ByteBuffer all = ByteBuffer.allocate(16);
      ring.take(all);
      assertThat(StandardCharsets.UTF_8.decode(all.flip()).toString()).isEqualTo("written put");
    }
    assertThat(log).hasContent("written");
  }

  @Test
  void nullWithALogHasAPeerToWriteTo() throws Exception {
    try (Device device = device(new NullChardevFactory(), Map.of())) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      connection.write(bytes("console"), SECONDS);
      connection.close();
      frontEnd.awaitClosed();
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.write(bytes("x"), SECONDS));
    }
    assertThat(log).hasContent("console");
  }

  @Test
  void onlyWhatThePeerTookIsLogged() throws Exception {
    try (Device device = socket();
        Client client = Client.of(folder.resolve("s"))) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      ByteBuffer much = ByteBuffer.allocate(64 << 20);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> connection.write(much, Duration.ofMillis(100)));
      assertThat(much.position()).isPositive();
      assertThat(Files.size(log)).isEqualTo(much.position());
      assertThat(client.channel().isOpen()).isTrue();
    }
  }

  @Test
  void aLogThatTakesNothingHoldsNobodyUp() throws Exception {
    log = Path.of("/dev/full");
    try (Device device = socket();
        Client client = Client.of(folder.resolve("s"))) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      connection.write(bytes("one"), SECONDS);
      connection.write(bytes("two"), SECONDS);
      assertThat(client.receive(6)).isEqualTo("onetwo");
    }
  }

  @Test
  void oneFrontEndAtATimeAlsoHere() throws Exception {
    try (Device device = device(new RingBufferFactory(), Map.of())) {
      var next = new RecordingFrontEnd(1);
      device.code().attach(frontEnd);
      assertThatIllegalStateException().isThrownBy(() -> device.code().attach(next));
      device.code().detach(next); // was never attached
      device.code().detach(frontEnd);
      device.code().attach(next);
      next.awaitOpened();
    }
  }

  @Test
  void aLogThatCannotBeOpenedIsAnError() {
    log = folder.resolve("none/log");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(this::socket)
        .withMessageStartingWith("socket 'c0': the log file cannot be opened: ")
        .withMessageContaining("ENOENT");
    log = Path.of("");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(this::socket)
        .withMessageStartingWith("socket 'c0': logfile is empty");
    assertThat(folder.resolve("s")).doesNotExist();
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }
}
