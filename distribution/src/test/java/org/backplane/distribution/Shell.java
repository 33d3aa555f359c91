package org.backplane.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the start script of an unpacked archive, apart from this user's own folders. */
final class Shell {

  final Path home;
  final Path run;
  private final Path folder;

  /** What came of a command. */
  record Outcome(int status, String out, String err) {}

  /** Unpacks the archive. */
  Shell(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    run = Files.createDirectory(folder.resolve("run"));
    var tar =
        new ProcessBuilder("tar", "xzf", System.getProperty("archive"), "-C", folder.toString());
    assertThat(tar.inheritIO().start().waitFor()).isZero();
    try (var unpacked = Files.list(folder)) {
      home = unpacked.filter(path -> Files.exists(path.resolve("bin"))).findFirst().orElseThrow();
    }
  }

  /** Starts the script and does not wait. */
  Process start(Path out, Path err, Map<String, String> environment, String... words)
      throws IOException {
    var command = new ArrayList<String>(List.of(home.resolve("bin/backplane").toString()));
    command.addAll(List.of(words));
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("XDG_RUNTIME_DIR", run.toString());
    builder.environment().put("BACKPLANE_AOT", "off");
    builder.environment().putAll(environment);
    builder.redirectInput(new java.io.File("/dev/null"));
    return builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
  }

  /** Runs the script to its end. */
  Outcome run(String... words) throws IOException, InterruptedException {
    return run(Map.of(), words);
  }

  Outcome run(Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process = start(out, err, environment, words);
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", (Object) words).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }
}
