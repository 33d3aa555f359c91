package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDescriptorTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesComeBackThroughHeapAndDirectBuffers(boolean direct) throws IOException {
    Path path = folder.resolve("ä b.txt");
    try (var file =
        FileDescriptor.open(
            path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE))) {
      ByteBuffer out =
          buffer(direct, 8).put("xxhello!".getBytes(StandardCharsets.US_ASCII)).flip().position(2);
      assertThat(file.write(out)).isEqualTo(6);
      assertThat(out.hasRemaining()).isFalse();
      ByteBuffer in = buffer(direct, 10).position(1);
      assertThat(file.readAt(1, in)).isEqualTo(5);
      assertThat(in.position()).isEqualTo(6);
      assertThat(StandardCharsets.US_ASCII.decode(in.flip().position(1)).toString())
          .isEqualTo("ello!");
      assertThat(file.read(buffer(direct, 4))).as("at the end").isEqualTo(-1);
      assertThat(file.read(buffer(direct, 0))).as("no space").isZero();
      assertThat(file.write(buffer(direct, 0))).as("nothing to write").isZero();
    }
    assertThat(Files.readString(path)).isEqualTo("hello!");
  }

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }

  @Test
  void oneCallTransfersNoMoreThanItsLimit() throws IOException {
    try (var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ))) {
      assertThat(zero.read(ByteBuffer.allocate(1 << 20)))
          .isEqualTo(FileDescriptor.MAX_TRANSFER_BYTES);
    }
  }

  @Test
  void failedOpenNamesPathAndReason() {
    var missing =
        catchThrowableOfType(
            LinuxException.class, () -> FileDescriptor.open(folder.resolve("no"), Set.of()));
    assertThat(missing)
        .hasMessage("open of '" + folder.resolve("no") + "': ENOENT (no such file or directory)");
    assertThatThrownBy(() -> FileDescriptor.open(folder, Set.of(OpenFlag.WRITE)))
        .hasMessageContaining("EISDIR");
  }

  @Test
  void wrongDirectionIsRefused() throws IOException {
    try (var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ))) {
      assertThatThrownBy(() -> zero.write(ByteBuffer.allocate(1))).hasMessageContaining("EBADF");
    }
  }

  @Test
  void nonBlockingReadOfAnEmptyPipeTransfersNothing() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    try (var reader = FileDescriptor.open(fifo, EnumSet.of(OpenFlag.READ, OpenFlag.NON_BLOCKING));
        var writer = FileDescriptor.open(fifo, EnumSet.of(OpenFlag.WRITE, OpenFlag.NON_BLOCKING))) {
      ByteBuffer in = ByteBuffer.allocate(4);
      assertThat(reader.read(in)).isZero();
      ByteBuffer much = ByteBuffer.allocate(FileDescriptor.MAX_TRANSFER_BYTES);
      while (writer.write(much) > 0) {
        much.rewind();
      }
      assertThat(reader.read(in)).isEqualTo(4);
    }
  }

  @Test
  void copyIsIndependentOfItsOriginal() throws IOException {
    var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ));
    try (var copy = zero.dup()) {
      zero.close();
      assertThat(copy.read(ByteBuffer.allocate(3))).isEqualTo(3);
    }
  }

  @Test
  void everyUseAfterCloseThrows() throws IOException {
    var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ));
    zero.close();
    zero.close();
    assertThatThrownBy(() -> zero.read(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> zero.readAt(0, ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> zero.write(ByteBuffer.allocate(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(zero::dup).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void numberIsFreedOnlyAfterTheLastUse() throws IOException {
    var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ));
    Path entry = Path.of("/proc/self/fd/" + zero.number());
    Hold use = zero.hold();
    zero.close();
    assertThat(Files.isSymbolicLink(entry)).isTrue();
    use.close();
    assertThat(Files.isSymbolicLink(entry)).isFalse();
  }

  @Test
  void descriptorsAreClosedOnExec() throws Exception {
    try (var zero = FileDescriptor.open(Path.of("/dev/zero"), Set.of(OpenFlag.READ));
        var copy = zero.dup();
        var input = FileDescriptor.standardInput();
        var counter = new EventFd();
        var memory = MemoryFile.create("exec", true, false, 0)) {
      for (var each : new FileDescriptor[] {zero, copy, input, counter.descriptor(), memory}) {
        String flags =
            Files.readAllLines(Path.of("/proc/self/fdinfo/" + each.number())).stream()
                .filter(line -> line.startsWith("flags:"))
                .findFirst()
                .orElseThrow();
        long bits = Long.parseLong(flags.substring("flags:".length()).strip(), 8);
        assertThat(bits & LibC.O_CLOEXEC).as("%s: %s", each, flags).isNotZero();
      }
    }
  }

  @Test
  void closingACopyOfStandardOutputLeavesTheOriginal() throws IOException {
    FileDescriptor.standardOutput().close();
    try (var again = FileDescriptor.standardOutput()) {
      assertThat(again.number()).isGreaterThan(2);
    }
  }
}
