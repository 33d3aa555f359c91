package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolicNameTest {
  private static final Path TARGET = Path.of("/dev/null");

  @TempDir private Path folder;

  @Test
  void leadsThereUntilItIsClosed() throws Exception {
    Path name = folder.resolve("tty");
    try (var _ = SymbolicName.make(name, TARGET)) {
      assertThat(Files.readSymbolicLink(name)).isEqualTo(TARGET);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void replacesALinkAndWhatThatLedToStays() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "x");
    Path name = Files.createSymbolicLink(folder.resolve("tty"), precious);
    try (var _ = SymbolicName.make(name, TARGET)) {
      assertThat(Files.readSymbolicLink(name)).isEqualTo(TARGET);
    }
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(precious));
    assertThat(precious).hasContent("x");
  }

  @Test
  void leavesAnyOtherFileAlone() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path inner = Files.createDirectory(folder.resolve("folder"));
    for (Path taken : new Path[] {file, inner}) {
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> SymbolicName.make(taken, TARGET));
    }
    assertThat(file).hasContent("x");
    assertThat(folder).isDirectoryNotContaining(f -> !f.equals(file) && !f.equals(inner));
  }

  @Test
  void whatIsSomebodyElsesByThenStays() throws Exception {
    Path name = folder.resolve("tty");
    var ours = SymbolicName.make(name, TARGET);
    try (var _ = SymbolicName.make(name, TARGET)) {
      ours.close();
      assertThat(Files.isSymbolicLink(name)).isTrue();
    }
    var gone = SymbolicName.make(name, TARGET);
    Files.delete(name);
    gone.close();
    var file = SymbolicName.make(name, TARGET);
    Files.delete(name);
    Files.writeString(name, "x");
    file.close();
    assertThat(name).hasContent("x");
  }

  @Test
  void aMissingFolderIsAnError() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> SymbolicName.make(folder.resolve("none/tty"), TARGET));
    assertThat(Files.exists(folder.resolve("none"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }
}
