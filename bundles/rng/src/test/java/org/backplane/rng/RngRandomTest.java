package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.tck.EntropyProbe;
import org.backplane.tck.EntropyProbe.Ending;
import org.backplane.tck.RngContract;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rng-random} against the contract of its family, and sources that run dry. */
final class RngRandomTest extends RngContract {

  @TempDir Path folder;

  @Override
  protected BackendFactory factory() {
    return new RngRandomFactory();
  }

  private RngBackend reading(TestCreation creation) throws Exception {
    return (RngBackend) factory().create(creation);
  }

  private TestCreation of(Path file) {
    return new TestCreation(factory().description(), "r", Map.of("filename", file.toString()));
  }

  private static EntropyRequest ask(RngBackend backend, String owner, EntropyProbe probe) {
    var request = new EntropyRequest(64, owner, probe);
    backend.request(request);
    return request;
  }

  @Test
  void aPipeThatIsDryIsWaitedForAndAShortReadIsDelivered() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    try (var creation = of(fifo);
        var backend = reading(creation);
        OutputStream writer = Files.newOutputStream(fifo, StandardOpenOption.WRITE)) {
      var probe = new EntropyProbe(64);
      backend.request(probe.request());
      var next = new EntropyProbe(64);
      backend.request(next.request());
      writer.write(new byte[] {1, 2, 3});
      writer.flush();
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.bytes()).containsExactly(1, 2, 3);
      assertThat(next.hasEnded()).isFalse();
      writer.write(4);
      writer.flush();
      next.await();
      assertThat(next.bytes()).containsExactly(4);
    }
  }

  @Test
  void ownersTakeTurnsAtADryDeviceAndACancelledRequestTakesNothing() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    try (var creation = of(fifo);
        var backend = reading(creation);
        OutputStream writer = Files.newOutputStream(fifo, StandardOpenOption.WRITE)) {
      var gone = new EntropyProbe(64);
      EntropyRequest given = ask(backend, "greedy", gone);
      var greedy = List.of(new EntropyProbe(64), new EntropyProbe(64), new EntropyProbe(64));
      greedy.forEach(probe -> ask(backend, "greedy", probe));
      var small = new EntropyProbe(64);
      ask(backend, "small", small);
      given.cancel();
      writer.write(1);
      // Who comes first depends on whether the cancelled request was found out in time.
      long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!small.hasEnded() && !greedy.getFirst().hasEnded()) {
        assertThat(System.nanoTime()).as("the first turn").isLessThan(end);
        LockSupport.parkNanos(1_000_000);
      }
      writer.write(2);
      assertThat(greedy.getFirst().await()).isEqualTo(Ending.FILLED);
      assertThat(small.await()).isEqualTo(Ending.FILLED);
      assertThat(greedy.subList(1, 3)).noneMatch(EntropyProbe::hasEnded);
      assertThat(gone.completions()).isZero();
    }
  }

  @Test
  void aSourceAtItsEndIsNotForgotten() throws Exception {
    Path file = Files.createFile(folder.resolve("empty"));
    try (var creation = of(file);
        var backend = reading(creation)) {
      var probe = new EntropyProbe(8);
      backend.request(probe.request());
      Files.write(file, new byte[] {9, 9});
      assertThat(probe.await()).isEqualTo(Ending.FILLED);
      assertThat(probe.bytes()).containsExactly(9, 9);
    }
  }

  @Test
  void aSetOfPassedDescriptorsIsRefusedByName() {
    try (var creation =
        new TestCreation(factory().description(), "r", Map.of("filename", "/dev/fdset/3"))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> factory().create(creation))
          .withMessageContaining("filename=/dev/fdset/3 names a set of passed descriptors");
    }
  }

  @Test
  void devNullGivesNothingAndEndsAtOnceWhenClosed() throws Exception {
    var creation = of(Path.of("/dev/null"));
    var backend = reading(creation);
    var probe = new EntropyProbe(8);
    backend.request(probe.request());
    backend.close();
    creation.close();
    assertThat(probe.await()).isEqualTo(Ending.HANDED_BACK);
  }

  @Test
  void aDirectoryOpensAndItsRequestsFail() throws Exception {
    try (var creation = of(folder);
        var backend = reading(creation)) {
      var probe = new EntropyProbe(8);
      backend.request(probe.request());
      assertThat(probe.await()).isEqualTo(Ending.FAILED);
      var again = new EntropyProbe(8);
      backend.request(again.request());
      assertThat(again.await()).isEqualTo(Ending.FAILED);
    }
  }

  @Test
  void aFileThatCannotBeOpenedIsRefusedWithTheReason() {
    try (var creation = of(folder.resolve("missing"))) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> factory().create(creation))
          .withMessageContaining("ENOENT");
      assertThat(creation.resources().names()).isEmpty();
    }
  }

  @Test
  void anEmptyNameIsRefused() {
    try (var creation = new TestCreation(factory().description(), "r", Map.of("filename", ""))) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> factory().create(creation))
          .withMessageContaining("filename is empty");
    }
  }

  @Test
  void theOpenFileOutlivesItsCode() throws Exception {
    Path file = Files.write(folder.resolve("source"), new byte[] {1, 2, 3, 4});
    try (var creation = of(file)) {
      for (byte expected = 1; expected <= 4; expected++) {
        try (var code = reading(creation)) {
          Files.deleteIfExists(file);
          var probe = new EntropyProbe(1);
          code.request(probe.request());
          assertThat(probe.await()).isEqualTo(Ending.FILLED);
          assertThat(probe.bytes()).containsExactly(expected);
        }
      }
    }
  }
}
