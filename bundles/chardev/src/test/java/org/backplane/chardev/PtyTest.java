package org.backplane.chardev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;
import org.backplane.linux.Poller;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class PtyTest {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final RecordingFrontEnd frontEnd = new RecordingFrontEnd(1);

  private static Device pty(Map<String, ?> options) throws BackplaneException {
    return Device.of(new PtyFactory(), "p0", options);
  }

  private static Path path(Device device) {
    return Path.of(device.code().filename().replaceFirst("^pty:", ""));
  }

  private static FileDescriptor user(Path path) throws LinuxException {
    return FileDescriptor.open(path, Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.NON_BLOCKING));
  }

  private static ByteBuffer bytes(String text) {
    return StandardCharsets.UTF_8.encode(text);
  }

  private static String read(FileDescriptor from, int count) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(count);
    try (var poller = new Poller()) {
      while (target.hasRemaining()) {
        assertThat(poller.awaitReadable(from, SECONDS)).isEqualTo(Poller.Outcome.READY);
        from.read(target);
      }
    }
    return StandardCharsets.UTF_8.decode(target.flip()).toString();
  }

  @Test
  void isOpenedAndClosedAsUsersComeAndGo() throws Exception {
    try (Device device = pty(Map.of())) {
      assertThat(device.code().peersReturn()).isTrue();
      assertThat(device.code().filename()).matches("pty:/dev/pts/[0-9]+");
      device.code().attach(frontEnd);
      frontEnd.assertQuiet();
      for (int round = 1; round <= 3; round++) {
        try (var user = user(path(device))) {
          Connection connection = frontEnd.awaitOpened();
          assertThat(connection.id()).isEqualTo(round);
          connection.write(bytes("login: "), SECONDS);
          assertThat(read(user, 7)).isEqualTo("login: ");
          user.write(bytes("me\r\u0003"));
          frontEnd.awaitText("me\r\u0003");
        }
        frontEnd.awaitClosed();
      }
      assertThat(device.code().filename()).matches("pty:/dev/pts/[0-9]+");
    }
  }

  @Test
  void lastWordsOfAUserThatIsGoneAlreadyAreDelivered() throws Exception {
    try (Device device = pty(Map.of())) {
      try (var user = user(path(device))) {
        user.write(bytes("bye"));
      }
      device.code().attach(frontEnd);
      frontEnd.awaitOpened();
      frontEnd.awaitText("bye");
      frontEnd.awaitClosed();
    }
  }

  @Test
  void exchangeOfCodeKeepsTheTerminalAndItsUser() throws Exception {
    Path link = folder.resolve("tty");
    try (Device device = pty(Map.of("path", link.toString()))) {
      Path before = path(device);
      device.code().attach(frontEnd);
      try (var user = user(link)) {
        Connection old = frontEnd.awaitOpened();
        device.exchange();
        assertThat(path(device)).isEqualTo(before);
        assertThat(Files.readSymbolicLink(link)).isEqualTo(before);
        user.write(bytes("meanwhile"));
        device.code().attach(frontEnd);
        assertThat(frontEnd.awaitOpened().id()).isEqualTo(old.id());
        frontEnd.awaitText("meanwhile");
        old.write(bytes("late"), SECONDS); // a message of before is finished after
        assertThat(read(user, 4)).isEqualTo("late");
      }
      frontEnd.awaitClosed();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theLinkIsMadeOverAStaleOneAndOverNothingElse() throws Exception {
    Path link = folder.resolve("tty");
    Path precious = Files.writeString(folder.resolve("precious"), "x");
    Files.createSymbolicLink(link, precious);
    try (Device device = pty(Map.of("path", link.toString()))) {
      assertThat(Files.readSymbolicLink(link)).isEqualTo(path(device));
    }
    assertThat(link).doesNotExist();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> pty(Map.of("path", precious.toString())))
        .withMessage(
            "pty 'p0': the link path=%s cannot be made: EEXIST (a file that is no link has that"
                + " name); give another path",
            precious);
    assertThat(precious).hasContent("x");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> pty(Map.of("path", folder.resolve("none/tty").toString())))
        .withMessageContaining("ENOENT (no such folder)");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> pty(Map.of("path", "")))
        .withMessageStartingWith("pty 'p0': path is empty");
  }

  @Test
  void aUserThatTakesNothingIsDroppedAndComesBackByTaking() throws Exception {
    try (Device device = pty(Map.of())) {
      device.code().attach(frontEnd);
      try (var user = user(path(device))) {
        Connection connection = frontEnd.awaitOpened();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(
                () -> connection.write(ByteBuffer.allocate(1 << 20), Duration.ofMillis(100)))
            .withMessageContaining("deadline");
        assertThat(frontEnd.awaitClosed()).isSameAs(connection);
        while (user.read(ByteBuffer.allocate(4096)) > 0) {
          // takes what there is
        }
        Connection again = frontEnd.awaitOpened();
        assertThat(again).isNotSameAs(connection);
        assertThat(again.id()).isEqualTo(connection.id());
      }
      frontEnd.awaitClosed();
    }
  }

  @Test
  void aUserThatWasSentAwayGetsAnotherConversation() throws Exception {
    try (Device device = pty(Map.of())) {
      device.code().attach(frontEnd);
      try (var user = user(path(device))) {
        Connection connection = frontEnd.awaitOpened();
        long start = System.nanoTime();
        connection.close();
        frontEnd.awaitClosed();
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> connection.write(bytes("x"), SECONDS));
        user.write(bytes("hello?"));
        assertThat(frontEnd.awaitOpened().id()).isEqualTo(connection.id());
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isGreaterThan(Duration.ofMillis(900));
        frontEnd.awaitText("hello?");
      }
      frontEnd.awaitClosed();
    }
  }

  @Test
  void aFrontEndThatFailsLosesItsUserOnly() throws Exception {
    var failures = new AtomicInteger();
    var failing =
        new FrontEnd() {
          @Override
          public void opened(Connection connection) {
            failures.incrementAndGet();
            throw new NoClassDefFoundError("gone on purpose");
          }

          @Override
          public void received(Connection connection, ByteBuffer data) {}

          @Override
          public void closed(Connection connection) {
            frontEnd.closed(connection);
          }
        };
    try (Device device = pty(Map.of())) {
      device.code().attach(failing);
      for (int i = 1; i <= 2; i++) {
        try (var _ = user(path(device))) {
          frontEnd.awaitClosed();
        }
        assertThat(failures).hasValue(i);
      }
    }
  }
}
