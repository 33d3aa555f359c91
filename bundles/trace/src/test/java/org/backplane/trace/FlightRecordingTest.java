package org.backplane.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecordingTest {

  @TempDir private Path folder;

  /** In a process of its own, because a recorder makes its folder once. */
  @Test
  void nothingOfItIsForOthersAndNoSecretIsInIt() throws Exception {
    Path file = folder.resolve("own.jfr");
    long size = 300L << 20;
    assertThat(recorded(file, size))
        .containsExactlyInAnyOrder("folder rwx------", "backplane RUNNING " + size);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(
            RecordingFile.readAllEvents(file).stream()
                .map(event -> event.getEventType().getName())
                .collect(Collectors.toSet()))
        .contains("jdk.CPUInformation")
        .doesNotContain(
            "jdk.InitialEnvironmentVariable",
            "jdk.InitialSystemProperty",
            "jdk.JVMInformation",
            "jdk.SystemProcess");
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .doesNotContain("very-secret");
  }

  private static List<String> recorded(Path file, long size) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    // Folders and files are for all, unless somebody sees to it.
    var builder =
        new ProcessBuilder(
            "sh",
            "-c",
            "umask 022; exec \"$@\"",
            "sh",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            RecordingProcess.class.getName(),
            file.toString(),
            Long.toString(size));
    builder.environment().put("A_PASSWORD", "very-secret");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      List<String> printed = reader.lines().toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s", printed).isZero();
      return printed;
    } finally {
      process.destroyForcibly();
    }
  }
}
