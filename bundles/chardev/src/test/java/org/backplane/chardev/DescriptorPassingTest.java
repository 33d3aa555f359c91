package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.DescriptorPassing;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketName;
import org.backplane.linux.StreamSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Open files that go with a connection's bytes; the peers are well-behaved, hostile or dead. */
@Timeout(60)
@SuppressWarnings("try") // some close in the middle of a test
final class DescriptorPassingTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final int MOST = DescriptorPassing.MOST_DESCRIPTORS;

  @TempDir private Path folder;
  private final Taking frontEnd = new Taking();
  private Path path = Path.of("");

  @BeforeEach
  void name() throws Exception {
    path = folder.resolve("s");
    Descriptors.warmUp();
  }

  private Device server() throws Exception {
    return Device.socket(Map.of("path", path.toString(), "server", true, "wait", false));
  }

  private StreamSocket peer() throws Exception {
    return StreamSocket.connecting(new SocketName.File(path));
  }

  private FileDescriptor file(String text) throws IOException {
    return FileDescriptor.open(
        Files.writeString(folder.resolve(text), text), Set.of(OpenFlag.READ));
  }

  @Test
  void bothLimitsAreTheSame() {
    assertThat(MOST).isEqualTo(StreamSocket.MOST_DESCRIPTORS);
  }

  @Test
  void stagedOnesGoWithTheNextWriteAndNowhereElse() throws Exception {
    try (Device device = server();
        var peer = peer();
        var one = file("one");
        var two = file("two")) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      DescriptorPassing passing = connection.descriptors().orElseThrow();
      passing.stage(List.of(two.number()));
      passing.stage(List.of(one.number(), two.number())); // replaces
      connection.write(bytes("ab"), SECONDS);
      connection.write(bytes("c"), SECONDS);
      assertThat(receive(peer, 1)).isEqualTo("a");
      assertThat(texts(peer.takeDescriptors(MOST))).containsExactly("one", "two");
      assertThat(receive(peer, 2)).isEqualTo("bc");
      assertThat(peer.takeDescriptors(MOST)).isEmpty();
    }
  }

  @Test
  void receivedOnesAreThereDuringTheDelivery() throws Exception {
    try (Device device = server();
        var peer = peer();
        var one = file("one");
        var two = file("two")) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      peer.stageDescriptors(List.of(one.number(), two.number()));
      peer.write(bytes("x"));
      assertThat(texts(frontEnd.awaitTaken())).containsExactly("one", "two");
      peer.write(bytes("y"));
      assertThat(frontEnd.awaitTaken()).isEmpty();
    }
  }

  @Test
  void whatIsStagedOrNotTakenOutlivesAnExchangeOfCode() throws Exception {
    frontEnd.most = -1; // leaves them
    try (Device device = server();
        var peer = peer();
        var one = file("one");
        var two = file("two")) {
      device.code().attach(frontEnd);
      Connection old = frontEnd.awaitOpened();
      old.descriptors().orElseThrow().stage(List.of(one.number()));
      peer.stageDescriptors(List.of(two.number()));
      peer.write(bytes("x"));
      frontEnd.awaitTaken();
      device.exchange();
      device.code().attach(frontEnd);
      Connection now = frontEnd.awaitOpened();
      assertThat(texts(now.descriptors().orElseThrow().take(MOST))).containsExactly("two");
      now.write(bytes("y"), SECONDS);
      receive(peer, 1);
      assertThat(texts(peer.takeDescriptors(MOST))).containsExactly("one");
    }
  }

  @Test
  void noneIsLeftOfAPeerThatGoesWithDescriptorsUnderWay() throws Exception {
    frontEnd.most = -1;
    try (Device device = server();
        var file = file("x")) {
      device.code().attach(frontEnd);
      long before = Descriptors.open();
      for (int i = 0; i < 20; i++) {
        try (var peer = peer()) {
          DescriptorPassing passing = frontEnd.awaitOpened().descriptors().orElseThrow();
          passing.stage(Collections.nCopies(MOST, file.number())); // never goes
          peer.stageDescriptors(Collections.nCopies(MOST, file.number()));
          peer.write(bytes("x"));
          frontEnd.awaitTaken();
          peer.stageDescriptors(Collections.nCopies(MOST, file.number()));
          peer.write(bytes("y")); // perhaps never read
          peer.stageDescriptors(Collections.nCopies(MOST, file.number()));
        }
        frontEnd.awaitClosed();
      }
      Await.until("descriptors to be freed", () -> Descriptors.open() <= before);
    }
  }

  @Test
  void aPeerThatKeepsSendingThemFillsNothing() throws Exception {
    frontEnd.most = -1;
    try (Device device = server();
        var peer = peer();
        var file = file("x")) {
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      long before = Descriptors.open();
      for (int i = 0; i < 100; i++) {
        peer.stageDescriptors(Collections.nCopies(MOST, file.number()));
        peer.write(bytes("x"));
        frontEnd.awaitTaken();
      }
      assertThat(Descriptors.open()).isLessThanOrEqualTo(before + MOST);
    }
  }

  @Test
  void aPeerThatSendsSeventeenAtOnceIsDropped() throws Throwable {
    try (Device device = server();
        var hostile = new RawPeer(path)) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      long before = Descriptors.open();
      hostile.send(16);
      assertThat(frontEnd.awaitTaken()).hasSize(16).allMatch(DescriptorPassingTest::closed);
      hostile.send(17);
      assertThat(frontEnd.awaitClosed()).isSameAs(connection);
      Await.until("descriptors to be freed", () -> Descriptors.open() <= before);
      try (var _ = peer()) {
        frontEnd.awaitOpened(); // the next one is served
      }
    }
  }

  @Test
  void badOnesAreRefusedAndTheConnectionLives() throws Exception {
    try (Device device = server();
        var peer = peer();
        var file = file("x")) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      DescriptorPassing passing = connection.descriptors().orElseThrow();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> passing.stage(Collections.nCopies(MOST + 1, file.number())));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> passing.stage(List.of(file.number(), 1 << 20)))
          .withMessageContaining("EBADF");
      connection.write(bytes("x"), SECONDS);
      receive(peer, 1);
      assertThat(peer.takeDescriptors(MOST)).isEmpty();
      peer.close();
      frontEnd.awaitClosed();
      Await.until("an end of staging", () -> !stages(passing));
      assertThat(passing.take(MOST)).isEmpty();
    }
  }

  @Test
  void otherStreamsCarryBytesOnly() throws Exception {
    try (Device device = Device.socket(Map.of("port", "0", "server", true, "wait", false))) {
      int port = Integer.parseInt(device.code().filename().replaceAll(".*:([0-9]+),.*", "$1"));
      try (var _ = Client.of(port)) {
        device.code().attach(frontEnd);
        assertThat(frontEnd.awaitOpened().descriptors()).isEmpty();
      }
    }
    try (Device device = Device.of(new RingBufferFactory(), "r0", Map.of())) {
      var other = new Taking();
      device.code().attach(other);
      assertThat(other.awaitOpened().descriptors()).isEmpty();
    }
  }

  @Test
  void theyPassThroughALoggedDeviceToo() throws Exception {
    Path log = folder.resolve("log");
    try (Device device =
            Device.socket(
                Map.of(
                    "path", path.toString(), "server", true, "wait", false, "logfile", "" + log));
        var peer = peer();
        var one = file("one")) {
      device.code().attach(frontEnd);
      Connection connection = frontEnd.awaitOpened();
      connection.descriptors().orElseThrow().stage(List.of(one.number()));
      connection.write(bytes("x"), SECONDS);
      receive(peer, 1);
      assertThat(texts(peer.takeDescriptors(MOST))).containsExactly("one");
    }
    assertThat(log).hasContent("x");
  }

  private static String receive(StreamSocket from, int bytes) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(bytes);
    try (var poller = new Poller()) {
      while (target.hasRemaining()) {
        assertThat(from.await(poller, Poller.Interest.READ, SECONDS))
            .isEqualTo(Poller.Outcome.READY);
        assertThat(from.read(target)).isNotNegative();
      }
    }
    return StandardCharsets.UTF_8.decode(target.flip()).toString();
  }

  private static List<String> texts(List<Integer> numbers) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int number : numbers) {
      try (var file = FileDescriptor.adopt(number)) {
        ByteBuffer text = ByteBuffer.allocate(16);
        file.readAt(0, text);
        texts.add(StandardCharsets.UTF_8.decode(text.flip()).toString());
      }
    }
    return texts;
  }

  private static boolean stages(DescriptorPassing passing) {
    try {
      passing.stage(List.of());
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean closed(int number) {
    FileDescriptor.adopt(number).close();
    return true;
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  /** Takes descriptors within each delivery. */
  private static final class Taking implements FrontEnd {
    private final RecordingFrontEnd recording = new RecordingFrontEnd(1);
    private final BlockingQueue<List<Integer>> taken = new LinkedBlockingQueue<>();
    private volatile int most = MOST;

    @Override
    public void opened(Connection connection) {
      recording.opened(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer data) {
      taken.add(most < 0 ? List.of() : connection.descriptors().orElseThrow().take(most));
    }

    @Override
    public void closed(Connection connection) {
      recording.closed(connection);
    }

    Connection awaitOpened() throws Exception {
      return recording.awaitOpened();
    }

    Connection awaitClosed() throws Exception {
      return recording.awaitClosed();
    }

    List<Integer> awaitTaken() throws Exception {
      List<Integer> next = taken.poll(SECONDS.toSeconds(), TimeUnit.SECONDS);
      assertThat(next).as("what a delivery brought").isNotNull();
      return next;
    }
  }
}
