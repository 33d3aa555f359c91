package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.backplane.api.job.Job;
import org.backplane.api.job.JobStatus;
import org.backplane.api.object.ObjectPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartProgressTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final FakeHost host = new FakeHost();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Instant now = START;

  private static Job job(String type, long done, long total) {
    return new Job(
        type + "-m0", type, ObjectPath.object("m0"), JobStatus.RUNNING, done, total, START);
  }

  private StartProgress progress(boolean terminal) {
    var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    InstantSource clock = () -> now;
    return new StartProgress(host, new Console(stream, stream, terminal), clock);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "preallocate, 2190433320, 6442450944, preallocating m0: 33 % of 6 GiB",
    "preallocate, 0, 1610612736, preallocating m0: 0 % of 1.5 GiB",
    "preallocate, 4096, 4096, preallocating m0: 100 % of 4 KiB",
    "preallocate, 4611686018427387904, 9223372036854775807, preallocating m0: 50 % of 8192 PiB",
    "copy, 1, 3, copying m0: 33 %"
  })
  void saysWhatAJobDoesAndHowFarItIs(String type, long done, long total, String text) {
    assertThat(StartProgress.text(job(type, done, total))).isEqualTo(text);
  }

  @Test
  void saysNothingAboutWhatIsFast() throws Exception {
    try (var progress = progress(true)) {
      progress.tick();
      host.jobs.add(job("preallocate", 1, 4));
      now = START.plusMillis(999);
      progress.tick();
    }
    assertThat(printed()).isEmpty();
  }

  @Test
  void rewritesOneLineOnATerminalAndTakesItAway() throws Exception {
    now = START.plusSeconds(1);
    try (var progress = progress(true)) {
      host.jobs.add(job("copy", 1, 4));
      progress.tick();
      host.jobs.set(0, job("copy", 2, 4));
      progress.tick();
    }
    assertThat(printed())
        .isEqualTo("\r\033[Kcopying m0: 25 %" + "\r\033[Kcopying m0: 50 %" + "\r\033[K");
  }

  @Test
  void printsALineNowAndThenIntoALog() throws Exception {
    now = START.plusSeconds(1);
    try (var progress = progress(false)) {
      host.jobs.add(job("copy", 1, 4));
      for (int tick = 0; tick < 11; tick++) {
        progress.tick();
      }
    }
    assertThat(printed().lines()).containsExactly("copying m0: 25 %", "copying m0: 25 %");
  }

  @Test
  void saysNothingOnceTheStartIsOver() throws Exception {
    now = START.plusSeconds(5);
    host.jobs.add(job("copy", 1, 4));
    var progress = progress(true);
    progress.close();
    progress.tick();
    assertThat(printed()).isEmpty();
  }
}
