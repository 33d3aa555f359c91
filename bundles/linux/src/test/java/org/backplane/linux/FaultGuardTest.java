package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each trial runs in a JVM of its own: where the guard fails, that JVM dies. */
class FaultGuardTest {

  @TempDir Path folder;

  private record Outcome(int exit, String output) {}

  @BeforeEach
  void aGuardIsThere() {
    assumeTrue(FaultGuard.available(), () -> FaultGuard.missingBecause().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "-Xint, 0",
    "-XX:TieredStopAtLevel=1 -Xbatch, 200",
    "-XX:-TieredCompilation -Xbatch, 400",
    "-XX:+UseSerialGC, 50"
  })
  void cutFileReadsAsZerosByEveryKindOfCode(String options, String warmRounds) throws Exception {
    survives(List.of(options.split(" ")), "access", warmRounds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"readonly", "partial", "private", "scattered", "many", "chain", "writers", "end"})
  void processSurvives(String trial) throws Exception {
    survives(List.of(), trial);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseSerialGC", "-XX:+UseG1GC", "-XX:+UseZGC"})
  void lossesMappingsAndCollectionsGoTogether(String collector) throws Exception {
    survives(List.of(collector, "-Xmx256m"), "storm", "150");
  }

  @Test
  void fullFileSystemGivesPrivatePages() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    int mounted = run("mount", "-t", "tmpfs", "-o", "size=1m", "backplane-test", small.toString());
    assumeTrue(mounted == 0, "a tmpfs can only be mounted by root");
    try {
      assertThat(fork(List.of(), small, "full")).satisfies(FaultGuardTest::survived);
    } finally {
      assertThat(run("umount", small.toString())).isZero();
    }
  }

  @Test
  void missingHugePagesGivePrivatePages() throws Exception {
    Path pool = Path.of("/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages");
    assumeTrue(Files.isWritable(pool), "the pool of huge pages can only be changed by root");
    String before = Files.readString(pool);
    assumeTrue(before.strip().equals("0"), "somebody uses the pool of huge pages");
    try {
      Files.writeString(pool, "1");
      assumeTrue(Files.readString(pool).strip().equals("1"), "the host has no huge page to give");
      survives(List.of(), "huge");
    } finally {
      Files.writeString(pool, before);
    }
  }

  @Test
  void withoutTheGuardTheProcessDies() throws Exception {
    Outcome outcome = fork(List.of("-XX:-CreateCoredumpOnCrash"), folder, "unguarded");
    assertThat(outcome.output()).contains("SIGBUS");
    assertThat(outcome.exit()).isNotZero();
  }

  /** The JVM has a handler, but the guard does not rely on it. */
  @ParameterizedTest
  @CsvSource({"0, kill, 135", "0, fault, 135", "1, kill, 0", "1, fault, 135"})
  void withoutAPreviousHandlerTheSignalDoesWhatItAlwaysDoes(String handler, String cause, int exit)
      throws Exception {
    Outcome outcome = fork(List.of(), folder, "previous", handler, cause);
    assertThat(outcome.output()).contains("guarded").doesNotContain("Error");
    assertThat(outcome.exit()).isEqualTo(exit);
  }

  private void survives(List<String> options, String... trial) throws Exception {
    assertThat(fork(options, folder, trial)).satisfies(FaultGuardTest::survived);
  }

  private static void survived(Outcome outcome) {
    assertThat(outcome.output()).endsWith("survived\n");
    assertThat(outcome.exit()).isZero();
  }

  private Outcome fork(List<String> options, Path workFolder, String... trial) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xshare:auto"));
    command.add("-XX:ErrorFile=" + folder.resolve("hs_err.log"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(FaultTrial.class.getName(), trial[0], workFolder.toString()));
    command.addAll(List.of(trial).subList(1, trial.length));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ended in time").isTrue();
      return new Outcome(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
