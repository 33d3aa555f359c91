package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteLeaseTest {
  private static final Set<OpenFlag> BOTH = Set.of(OpenFlag.READ, OpenFlag.WRITE);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    path = Files.write(folder.resolve("file"), new byte[8192]);
  }

  @Test
  void isNotGivenWhileSomebodyElseHasTheFileOpen() throws Exception {
    try (var file = FileDescriptor.open(path, BOTH)) {
      try (var _ = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
        assertThat(file.onlyUser()).isEmpty();
      }
      try (var _ = FileDescriptor.open(path, Set.of(OpenFlag.WRITE))) {
        assertThat(file.onlyUser()).isEmpty();
      }
      try (Hold only = file.onlyUser().orElseThrow()) {
        assertThat(only).isNotNull();
      }
    }
  }

  @Test
  void isNotGivenWhileSomebodyElseHasTheFileMapped() throws Exception {
    try (var file = FileDescriptor.open(path, BOTH)) {
      var spec = MappingSpec.ofSize(4096).withShared(true);
      try (var mapping = Mapping.file(spec, FileDescriptor.open(path, BOTH), 0, false)) {
        assertThat(file.onlyUser()).isEmpty();
        assertThat(mapping.closeAndWait()).isTrue();
      }
      file.onlyUser().orElseThrow().close();
    }
  }

  @Test
  void isNotGivenWhileAnotherProcessHasTheFileOpen() throws Exception {
    try (var file = FileDescriptor.open(path, BOTH)) {
      Process holder =
          new ProcessBuilder("sh", "-c", "exec 3<\"$1\"; echo; exec cat", "sh", path.toString())
              .start();
      try {
        assertThat(holder.getInputStream().read()).isEqualTo('\n');
        assertThat(file.onlyUser()).isEmpty();
      } finally {
        holder.destroy();
        holder.waitFor();
      }
      file.onlyUser().orElseThrow().close();
    }
  }

  @Test
  void newcomerWaitsForItsEndAndTheProcessLives() throws Exception {
    var opened = new CompletableFuture<FileDescriptor>();
    try (var file = FileDescriptor.open(path, BOTH)) {
      Thread newcomer;
      try (Hold _ = file.onlyUser().orElseThrow()) {
        assertThatThrownBy(
                () ->
                    FileDescriptor.open(path, Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING)).close())
            .hasMessageContaining("EAGAIN");
        newcomer = Thread.ofPlatform().start(() -> opened.complete(open()));
        file.truncate(0);
        assertThat(opened).isNotDone();
      }
      try (var late = opened.get(30, TimeUnit.SECONDS)) {
        assertThat(late.status().sizeBytes()).isZero();
      }
      newcomer.join();
    }
  }

  private FileDescriptor open() {
    try {
      return FileDescriptor.open(path, BOTH);
    } catch (LinuxException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void copiesAndNamesDoNotCount() throws IOException {
    try (var file = FileDescriptor.open(path, BOTH);
        var _ = file.dup();
        var _ = FileDescriptor.open(path, Set.of(OpenFlag.NAME_ONLY))) {
      file.onlyUser().orElseThrow().close();
    }
  }

  @Test
  void isGivenForRegularFilesOnly() throws IOException {
    try (var device = FileDescriptor.open(Path.of("/dev/zero"), BOTH)) {
      assertThat(device.onlyUser()).isEmpty();
    }
  }

  @Test
  void descriptorStaysOpenMeanwhile() throws IOException {
    var file = FileDescriptor.open(path, BOTH);
    try (Hold _ = file.onlyUser().orElseThrow()) {
      file.close();
      assertThatThrownBy(
              () -> FileDescriptor.open(path, Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING)).close())
          .hasMessageContaining("EAGAIN");
    }
    FileDescriptor.open(path, Set.of(OpenFlag.READ)).close();
  }

  @Test
  void nameTellsStatusAndFileSystemOfAFolderThatMayNotBeListed() throws IOException {
    try (var name = FileDescriptor.open(folder, Set.of(OpenFlag.NAME_ONLY))) {
      assertThat(name.status().kind()).isEqualTo(FileStatus.Kind.DIRECTORY);
      assertThat(name.pageSizeBytes()).isEqualTo(Host.pageSize());
      assertThatThrownBy(() -> name.read(ByteBuffer.allocate(1))).hasMessageContaining("EBADF");
    }
  }
}
