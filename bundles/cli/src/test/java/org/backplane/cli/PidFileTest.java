package org.backplane.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.backplane.api.HostException;
import org.backplane.api.InUseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

  @TempDir Path folder;

  @Test
  void holdsTheProcessIdForItsOwnerAndGoesAtTheEnd() throws Exception {
    Path file = folder.resolve("pid");
    try (var _ = PidFile.write(file, 4711)) {
      assertThat(file).hasContent("4711\n");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void replacesWhatAKilledHostLeftBehind() throws Exception {
    Path file = Files.writeString(folder.resolve("pid"), "123456789\n");
    try (var _ = PidFile.write(file, 1)) {
      assertThat(file).hasContent("1\n");
    }
  }

  @Test
  void leavesTheFileOfARunningHostAlone() throws Exception {
    Path file = folder.resolve("pid");
    try (var _ = PidFile.write(file, 1)) {
      assertThatThrownBy(() -> PidFile.write(file, 2))
          .isInstanceOf(InUseException.class)
          .hasMessageContaining("belongs to a host that runs");
      assertThat(file).hasContent("1\n");
    }
  }

  @Test
  void tellsWhyItCannotBeWritten() {
    assertThatThrownBy(() -> PidFile.write(folder.resolve("no/pid"), 1))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("NoSuchFile");
  }
}
