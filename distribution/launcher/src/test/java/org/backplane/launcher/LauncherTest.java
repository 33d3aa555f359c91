package org.backplane.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher as a process, on a distribution whose bundles do what the arguments say. */
class LauncherTest {

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestDistribution distribution;

  @BeforeEach
  void makeDistribution() throws IOException {
    distribution = new TestDistribution(folder).feature("product", "first");
  }

  private List<Path> runFolders() throws IOException {
    try (var files = Files.list(distribution.run)) {
      return files.toList();
    }
  }

  @Test
  void endsWithTheStatusThatTheProductGives() throws Exception {
    try (var process = distribution.launch("exit", "3")) {
      assertThat(process.status()).isEqualTo(3);
      assertThat(process.rest())
          .containsExactly(
              "# started product 1.0.0", "# got exit 3", "# withdrawn", "# stopped product");
      assertThat(runFolders()).isEmpty();
    }
  }

  @Test
  void endsInOrderWithStatusZeroOnASignal() throws Exception {
    try (var process = distribution.launch("wait")) {
      process.await("# got wait");
      assertThat(runFolders())
          .singleElement()
          .satisfies(run -> assertThat(Files.getPosixFilePermissions(run)).hasSize(3));
      process.terminate();

      assertThat(process.status()).isZero();
      assertThat(process.rest()).containsExactly("# withdrawn", "# stopped product");
      assertThat(runFolders()).isEmpty();
    }
  }

  @Test
  void namesABundleThatHangsAndEndsWithoutIt() throws Exception {
    try (var process = distribution.launch("hang")) {
      process.await("# got hang");
      process.terminate();

      assertThat(process.status()).isEqualTo(1);
      assertThat(process.rest())
          .anyMatch(line -> line.contains("bundle product did not stop within 3 s"));
      assertThat(runFolders()).isEmpty();
    }
  }

  @Test
  void startsTheRemainingBundlesWhenAsked() throws Exception {
    distribution.feature("behind", "behind");
    try (var process = distribution.launch("more")) {
      process.await("# got more");
      process.await("# started behind 1.0.0");
      process.await("# done more");
      assertThat(process.status()).isZero();
    }
  }

  @Test
  void startsTheRemainingBundlesUnaskedToo() throws Exception {
    distribution.feature("behind", "behind");
    try (var process = distribution.launch("wait")) {
      process.await("# got wait");
      process.await("# started behind 1.0.0");
    }
  }

  @Test
  void waitsWithBundlesForAnOperatorsOwnOnes() throws Exception {
    distribution.feature("custom", "first-if-customised");
    Files.writeString(distribution.home.resolve("etc/a.cfg"), "a=b");
    try (var process = distribution.launch("exit", "0")) {
      assertThat(process.status()).isZero();
      assertThat(process.rest()).startsWith("# started custom 1.0.0", "# started product 1.0.0");
    }
  }

  @Test
  void leavesABuiltInBundleOutThatAnOperatorReplaces() throws Exception {
    distribution.feature("extra", "first");
    TestDistribution.bundle(distribution.home.resolve("deploy/own.jar"), "extra", "2.0.0");
    try (var process = distribution.launch("exit", "0")) {
      assertThat(process.status()).isZero();
      assertThat(process.rest())
          .anyMatch(
              line ->
                  line.contains("extra 2.0.0 from ") && line.contains("own.jar takes the place"))
          .noneMatch(line -> line.contains("started extra"));
    }
  }

  @Test
  void keepsABuiltInBundleThatIsNewerThanAnOperatorsOne() throws Exception {
    distribution.feature("extra", "first");
    TestDistribution.bundle(distribution.home.resolve("deploy/own.jar"), "extra", "0.9.0");
    try (var process = distribution.launch("exit", "0")) {
      assertThat(process.status()).isZero();
      assertThat(process.rest())
          .anyMatch(line -> line.contains("its extra 0.9.0 is older than the built-in 1.0.0"))
          .contains("# started extra 1.0.0");
    }
  }

  @Test
  void keepsABundleOfTheBoardOverANewerOne() throws Exception {
    distribution.feature("extra", "first", "backplane.board");
    TestDistribution.bundle(distribution.home.resolve("deploy/own.jar"), "extra", "2.0.0");
    try (var process = distribution.launch("exit", "0")) {
      assertThat(process.status()).isZero();
      assertThat(process.rest())
          .anyMatch(line -> line.contains("own.jar is not used: extra belongs to the board"))
          .contains("# started extra 1.0.0");
    }
  }

  @Test
  void endsWithStatusZeroOnASignalWhileItStarts() throws Exception {
    try (var watch = distribution.run.getFileSystem().newWatchService()) {
      distribution.run.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      try (var process = distribution.launch("wait")) {
        // Its run folder is the first thing that a launcher makes.
        assertThat(watch.poll(60, TimeUnit.SECONDS)).isNotNull();
        process.terminate();

        assertThat(process.status()).isZero();
        assertThat(runFolders()).isEmpty();
      }
    }
  }

  @Test
  void failsWhenItCannotTellTheScriptThatItIsUp() throws Exception {
    Path pipe = folder.resolve("none");
    try (var process = distribution.launchWith("-Dbackplane.ready=" + pipe, "ready")) {
      assertThat(process.status()).isEqualTo(1);
      assertThat(process.rest())
          .anyMatch(line -> line.startsWith("backplane: cannot tell the start script"));
    }
  }

  @Test
  void logsWhatBundlesSayByTheLoggingOfTheJdk() throws Exception {
    Path log = folder.resolve("log");
    String option = "-Dorg.slf4j.simpleLogger.logFile=" + log;
    try (var process = distribution.launchWith(option, "log")) {
      assertThat(process.status()).isZero();
      assertThat(process.rest()).noneMatch(line -> line.contains("a warning"));
    }
    assertThat(log).content().contains("[WARN] product - a warning of 1");
  }

  @Test
  void failsWhenNobodyTakesTheCommandLine() throws Exception {
    Files.delete(distribution.home.resolve("bundles/product-1.0.0.jar"));
    try (var process = distribution.launch("wait")) {
      assertThat(process.status()).isEqualTo(1);
      assertThat(process.rest())
          .anyMatch(line -> line.contains("cannot install"))
          .anyMatch(line -> line.startsWith("backplane: no bundle takes the command line"));
      assertThat(runFolders()).isEmpty();
    }
  }

  @Test
  void failsOnAFeatureFileThatIsNone() throws Exception {
    Files.writeString(distribution.home.resolve("features/bad.json"), "{\"id\": \"a:b\"}");
    try (var process = distribution.launch("wait")) {
      assertThat(process.status()).isEqualTo(1);
      assertThat(process.rest()).anyMatch(line -> line.contains("bad.json: names no bundles"));
      assertThat(runFolders()).isEmpty();
    }
  }

  @Test
  void runsTwiceAtOnceAndSweepsUpAfterTheKilled() throws Exception {
    try (var first = distribution.launch("wait");
        var second = distribution.launch("wait")) {
      first.await("# got wait");
      second.await("# got wait");
      assertThat(runFolders()).hasSize(2);
      first.kill();
      try (var third = distribution.launch("more")) {
        third.await("left behind by a process that was killed");
        assertThat(third.status()).isZero();
      }
      assertThat(runFolders()).hasSize(1);
    }
  }
}
