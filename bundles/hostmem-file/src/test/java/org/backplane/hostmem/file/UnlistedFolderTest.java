package org.backplane.hostmem.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are made also in a folder that may be written but not listed, such as a drop box. */
final class UnlistedFolderTest {

  /** Takes from root what lets it do without rights; for others there is nothing to take. */
  private static final List<String> WITHOUT_OVERRIDE =
      List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("unlisted"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("-wx------"));
  }

  @AfterEach
  void letItBeRemoved() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void filesAreMadeInIt() throws Exception {
    List<String> prefix = prefix();
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            UnlistedFolderTrial.class.getName(),
            folder.toString());
    Path output = temporary.resolve("output");
    Process trial = start(output, Stream.concat(prefix.stream(), java.stream()).toList());
    try {
      assertThat(trial.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(trial.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      trial.destroyForcibly();
    }
  }

  private List<String> prefix() throws Exception {
    if (!Files.isReadable(folder)) {
      return List.of();
    }
    var harmless = new ArrayList<>(WITHOUT_OVERRIDE);
    harmless.add("true");
    try {
      int exit = start(temporary.resolve("setpriv"), harmless).waitFor();
      assumeTrue(exit == 0, "root may list every folder, and this cannot be taken from it");
    } catch (IOException e) {
      abort("root may list every folder, and there is no setpriv: " + e.getMessage());
    }
    return WITHOUT_OVERRIDE;
  }

  private static Process start(Path output, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }
}
