package org.backplane.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.HostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SessionLogTest {

  @TempDir private Path folder;

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void itIsItsOwnersAlone() throws Exception {
    Path file = folder.resolve("q.log");
    try (var log = SessionLog.open(Optional.of(file))) {
      log.opened();
      assertThat(mode(file)).isEqualTo("rw-------");
      log.received("readb 0");
      log.sent("OK");
      log.closed();
    }
    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            line -> assertThat(line).matches("\\[I \\d\\.\\d{6}] OPENED"),
            line -> assertThat(line).matches("\\[R \\+\\d\\.\\d{6}] readb 0"),
            line -> assertThat(line).matches("\\[S \\+\\d\\.\\d{6}] OK"),
            line -> assertThat(line).matches("\\[I \\+\\d\\.\\d{6}] CLOSED"));
  }

  @Test
  void oneThatIsThereIsEmptiedAndTheOwnersFromThenOn() throws Exception {
    Path file = folder.resolve("q.log");
    Files.writeString(file, "before");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    SessionLog.open(Optional.of(file)).close();
    assertThat(file).isEmptyFile();
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  @Timeout(30)
  void whatIsNoPlainFileIsRefusedAtOnce() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    for (Path bad : new Path[] {pipe, folder, folder.resolve("no/such"), Path.of("/dev/full")}) {
      assertThatThrownBy(() -> SessionLog.open(Optional.of(bad)))
          .isInstanceOf(HostException.class)
          .hasMessageContaining(bad.toString());
    }
  }

  /** As test programs say it. */
  @Test
  void nowhereAndStandardErrorHaveNamesToo() throws Exception {
    for (String name : new String[] {"/dev/null", "/dev/fd/2", "/dev/stderr"}) {
      try (var log = SessionLog.open(Optional.of(Path.of(name)))) {
        log.opened();
      }
    }
    System.err.println("which is still open");
    assertThat(System.err.checkError()).isFalse();
  }

  @Test
  void oneThatFailsIsClosedAndNothingElseEnds() {
    var writes = new AtomicInteger();
    var closes = new AtomicInteger();
    var out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            writes.incrementAndGet();
            throw new IOException("no space");
          }

          @Override
          public void close() {
            closes.incrementAndGet();
          }
        };
    try (var log = new SessionLog(Optional.of(out))) {
      log.sent("a");
      assertThat(closes).hasValue(1);
      log.sent("b");
    }
    assertThat(writes).hasValue(1);
    assertThat(closes).hasValue(1);
  }

  @Test
  void aLineThatIsNotTakenHoldsUpNobodyElse() throws Exception {
    var writing = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    var out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            writing.countDown();
            try {
              assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    var log = new SessionLog(Optional.of(out));
    Thread held = Thread.ofPlatform().start(() -> log.sent("a"));
    assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();
    Thread other = Thread.ofPlatform().start(log::close);
    assertThat(other.join(Duration.ofSeconds(10))).isTrue();
    go.countDown();
    assertThat(held.join(Duration.ofSeconds(10))).isTrue();
  }
}
