package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.backplane.linux.FileStatus.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatusTest {
  @TempDir Path folder;

  private static FileStatus of(Path path) throws IOException {
    try (var file = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
      return file.status();
    }
  }

  @Test
  void statusIsWhatTheJdkSees() throws IOException {
    Path path = Files.write(folder.resolve("f"), new byte[12345]);
    FileStatus status = of(path);
    assertThat(status.kind()).isEqualTo(Kind.REGULAR);
    assertThat(status.sizeBytes()).isEqualTo(12345);
    assertThat(status.inode()).isEqualTo(Files.getAttribute(path, "unix:ino"));
  }

  @Test
  void holesTakeNoRoom() throws IOException {
    try (var file = MemoryFile.create("holes", false, false, 0)) {
      file.truncate(1 << 20);
      assertThat(file.status().allocatedBytes()).isZero();
      file.write(ByteBuffer.allocate(5000));
      assertThat(file.status().allocatedBytes()).isEqualTo(8192);
      file.punch(0, 4096);
      assertThat(file.status().allocatedBytes()).isEqualTo(4096);
      assertThat(file.status().sizeBytes()).isEqualTo(1 << 20);
    }
  }

  @Test
  void kindsAreToldApart() throws IOException {
    assertThat(of(folder).kind()).isEqualTo(Kind.DIRECTORY);
    assertThat(of(Path.of("/dev/zero")).kind()).isEqualTo(Kind.CHARACTER_DEVICE);
    assertThat(of(Path.of("/dev/zero")).sizeBytes()).isZero();
    assertThat(Kind.ofMode(0060660)).isEqualTo(Kind.BLOCK_DEVICE);
    assertThat(Kind.ofMode(0140777)).isEqualTo(Kind.OTHER);
    try (var counter = new EventFd()) {
      assertThat(counter.descriptor().status().kind()).isEqualTo(Kind.OTHER);
    }
  }

  @Test
  void deviceAndInodeTellFilesApart() throws IOException {
    Path one = Files.createFile(folder.resolve("one"));
    Path two = Files.createFile(folder.resolve("two"));
    Path link = Files.createLink(folder.resolve("link"), one);
    assertThat(of(one)).isEqualTo(of(link)).isNotEqualTo(of(two));
    assertThat(of(one).device()).isEqualTo(of(two).device());
    assertThat(of(one).device()).isNotEqualTo(of(Path.of("/proc/self/status")).device());
  }

  @Test
  void lengthIsSetBothWays() throws IOException {
    Path path = Files.writeString(folder.resolve("f"), "hello");
    try (var file = FileDescriptor.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE))) {
      file.truncate(1L << 30);
      assertThat(file.status().sizeBytes()).isEqualTo(1L << 30);
      file.truncate(4);
      assertThat(Files.readString(path)).isEqualTo("hell");
      assertThatThrownBy(() -> file.truncate(-1))
          .hasMessage("ftruncate to -1 bytes of '" + path + "': EINVAL (invalid argument)");
      assertThatThrownBy(() -> file.truncate(Long.MAX_VALUE)).hasMessageContaining("EFBIG");
    }
    try (var readOnly = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
      assertThatThrownBy(() -> readOnly.truncate(0)).hasMessageContaining("EINVAL");
    }
    try (var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.WRITE))) {
      assertThatThrownBy(() -> zero.truncate(5)).hasMessageContaining("EINVAL");
    }
  }

  @Test
  void ordinaryFilesHaveBasePages() throws IOException {
    Path path = Files.createFile(folder.resolve("f"));
    try (var file = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
      assertThat(file.pageSizeBytes()).isEqualTo(Host.pageSize());
    }
  }

  @Test
  void createdFileHasTheModeAskedFor() throws IOException {
    Path path = folder.resolve("private");
    var flags = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE);
    FileDescriptor.open(path, flags, 0600).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(refusal(path, flags)).isEqualTo("EEXIST");
  }

  @Test
  void refusalsHaveTheKernelsNames() throws IOException {
    Path file = Files.createFile(folder.resolve("f"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(refusal(link, EnumSet.of(OpenFlag.READ, OpenFlag.NO_FOLLOW))).isEqualTo("ELOOP");
    FileDescriptor.open(link, Set.of(OpenFlag.READ)).close();
    FileDescriptor.open(file, EnumSet.of(OpenFlag.READ, OpenFlag.NO_FOLLOW)).close();
    assertThat(refusal(folder.resolve("no"), Set.of(OpenFlag.READ))).isEqualTo("ENOENT");
    assertThat(refusal(folder, Set.of(OpenFlag.WRITE))).isEqualTo("EISDIR");
    assertThat(refusal(file.resolve("x"), Set.of(OpenFlag.READ))).isEqualTo("ENOTDIR");
    assertThat(refusal(Path.of(""), Set.of(OpenFlag.READ))).isEqualTo("ENOENT");
    assertThat(refusal(folder.resolve("x".repeat(300)), Set.of(OpenFlag.READ)))
        .isEqualTo("ENAMETOOLONG");
    // The kernel refuses this to root too.
    assertThat(refusal(Path.of("/sys/devices/system/cpu/online"), Set.of(OpenFlag.WRITE)))
        .isIn("EACCES", "EROFS");
  }

  private static String refusal(Path path, Set<OpenFlag> flags) {
    return catchThrowableOfType(
            LinuxException.class, () -> FileDescriptor.open(path, flags).close())
        .errnoName();
  }
}
