package org.backplane.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The archive, unpacked and started as an operator does. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartScriptIT {

  private static final String[] NO_MACHINE = {"-machine", "none", "-nodefaults"};

  @SuppressWarnings("NullAway.Init")
  private Shell shell;

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeAll
  void unpack(@TempDir Path temporary) throws Exception {
    folder = temporary;
    shell = new Shell(temporary);
  }

  private List<Path> runFolders() throws IOException {
    try (var files = Files.list(shell.run)) {
      return files.toList();
    }
  }

  @Test
  void printsItsVersion() throws Exception {
    var outcome = shell.run("-version");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).matches("Backplane \\d+\\.\\d+\\.\\d+\\R");
    assertThat(outcome.err()).isEmpty();
    assertThat(runFolders()).isEmpty();
  }

  @Test
  void listsTheTypesOfAllItsBundles() throws Exception {
    assertThat(shell.run("-object", "help").out()).contains("memory-backend-ram", "rng-builtin");
    assertThat(shell.run("-chardev", "help").out()).contains("socket", "stdio", "null");
    assertThat(shell.run("-machine", "help").out()).contains("none", "virt");
    assertThat(shell.run("-device", "help").out()).contains("virtio-rng-device");
  }

  @Test
  void refusesAnUnknownTypeOnOneLine() throws Exception {
    var outcome = shell.run("-machine", "none", "-object", "rng-bultin,id=r");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("backplane: ").contains("'rng-builtin'").hasLineCount(1);
    assertThat(runFolders()).isEmpty();
  }

  @Test
  void goesToTheBackgroundOnceItIsUpAndEndsInOrder() throws Exception {
    Path pidFile = folder.resolve("pid");
    Path socket = folder.resolve("qmp");
    var outcome =
        shell.run(
            "-machine",
            "none",
            "-nodefaults",
            "-nographic",
            "-daemonize",
            "-pidfile",
            pidFile.toString(),
            "-qmp",
            "unix:" + socket + ",server=on,wait=off");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(socket).exists();
    var host = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip())).orElseThrow();
    host.destroy();
    host.onExit().get(30, TimeUnit.SECONDS);
    assertThat(pidFile).doesNotExist();
    assertThat(socket).doesNotExist();
  }

  @Test
  void tellsInTheForegroundWhyItDoesNotGoToTheBackground() throws Exception {
    Path pidFile = folder.resolve("pid2");
    var outcome =
        shell.run(
            "-machine", "none", "-daemonize", "-pidfile", pidFile.toString(), "-object", "x,id=y");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("backplane: x 'y': ").hasLineCount(1);
    assertThat(pidFile).doesNotExist();
  }

  @Test
  void takesAValueThatLooksLikeTheBackgroundOptionForAValue() throws Exception {
    var outcome = shell.run("-append", "-daemonize", "-name", "-daemonize", "-version");

    assertThat(outcome.out()).startsWith("Backplane ");
  }

  @Test
  void endsWithStatusZeroOnASignal() throws Exception {
    Path err = folder.resolve("signal.err");
    Path pidFile = folder.resolve("pid3");
    Process process =
        shell.start(
            folder.resolve("signal.out"),
            err,
            Map.of("BACKPLANE_LOG", "debug"),
            NO_MACHINE[0],
            NO_MACHINE[1],
            NO_MACHINE[2],
            "-pidfile",
            pidFile.toString());
    try {
      await(err, "the host is up");
      assertThat(process.pid()).isEqualTo(Long.parseLong(Files.readString(pidFile).strip()));
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(pidFile).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void keepsTheBoardWhenAJarOfItIsDroppedIn() throws Exception {
    Path err = folder.resolve("board.err");
    Process process =
        shell.start(folder.resolve("board.out"), err, Map.of("BACKPLANE_LOG", "debug"), NO_MACHINE);
    Path dropped = shell.home.resolve("deploy/core.jar");
    try {
      await(err, "the host is up");
      Path builtIn;
      try (var jars = Files.list(shell.home.resolve("bundles"))) {
        builtIn =
            jars.filter(jar -> jar.getFileName().toString().startsWith("org.backplane.core-"))
                .findFirst()
                .orElseThrow();
      }
      Path copy = Files.copy(builtIn, shell.home.resolve("core.tmp"));
      Files.setLastModifiedTime(copy, FileTime.from(Instant.now()));
      Files.move(copy, dropped, StandardCopyOption.ATOMIC_MOVE);
      await(err, "org.backplane.core belongs to the board");
      assertThat(process.isAlive()).isTrue();
      process.toHandle().destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(err).content().doesNotContain("cannot install");
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(dropped);
    }
  }

  @Test
  void printsWhatAHostThatGoesToTheBackgroundAnswers() throws Exception {
    assertThat(shell.run("-daemonize", "-version").out()).startsWith("Backplane ");
    assertThat(shell.run("-daemonize", "-help").out()).startsWith("usage: ");
  }

  @Test
  void startsInAFolderWithLettersBeyondAscii() throws Exception {
    Path moved = Files.createDirectory(folder.resolve("k\u00fcche"));
    copy(shell.home, moved);
    var outcome = run(moved.resolve(shell.home.getFileName()), Map.of("LC_ALL", "C"));

    assertThat(outcome).startsWith("Backplane ");
  }

  @Test
  void refusesAFolderThatAClassPathCannotName() throws Exception {
    Path moved = Files.createDirectory(folder.resolve("a:b"));
    copy(shell.home, moved);

    assertThat(run(moved.resolve(shell.home.getFileName()), Map.of()))
        .startsWith("backplane: cannot run from '")
        .hasLineCount(1);
  }

  private static void copy(Path from, Path to) throws Exception {
    var copy = new ProcessBuilder("cp", "-r", from.toRealPath().toString(), to.toString());
    assertThat(copy.inheritIO().start().waitFor()).isZero();
  }

  private String run(Path home, Map<String, String> environment) throws Exception {
    var builder = new ProcessBuilder(home + "/bin/backplane", "-version").redirectErrorStream(true);
    builder.environment().put("BACKPLANE_AOT", "off");
    builder.environment().put("XDG_RUNTIME_DIR", shell.run.toString());
    builder.environment().putAll(environment);
    return new String(
        builder.start().getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void takesAnotherGarbageCollectorThanItsOwn() throws Exception {
    var outcome = shell.run(Map.of("BACKPLANE_JAVA_OPTS", "-XX:+UseParallelGC"), "-version");

    assertThat(outcome.out()).startsWith("Backplane ");
  }

  /** Follows a file that another process writes, as its folder tells of each change. */
  private static void await(Path file, String text) throws Exception {
    try (var watch = file.getFileSystem().newWatchService()) {
      file.resolveSibling(".").register(watch, java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY);
      while (!Files.readString(file).contains(text)) {
        var key = watch.poll(60, TimeUnit.SECONDS);
        assertThat(key).as("'%s' comes", text).isNotNull();
        key.pollEvents();
        key.reset();
      }
    }
  }

  @Test
  void saysWhatIsMissingWithoutAJdk() throws Exception {
    var outcome =
        new ProcessBuilder(
                "bash", "-c", ". \"$0\"; explain_missing_jdk", shell.home + "/bin/find-jdk")
            .redirectErrorStream(true)
            .start();
    String text =
        new String(
            outcome.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(text).contains("JDK 25", "apt-get install", "JAVA_HOME");
  }
}
