package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentTest {
  private static final int SIZE = 1 << 20;
  private static final Set<OpenFlag> BOTH = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    path = folder.resolve("memory");
    fill();
  }

  private void fill() throws IOException {
    byte[] ones = new byte[2 * SIZE];
    Arrays.fill(ones, (byte) 1);
    Files.write(path, ones);
  }

  private static boolean discard(MappingSpec spec, FileDescriptor file) throws IOException {
    MappedBlock block = MappedBlock.place(spec, PageSource.of(file, 0, false));
    try {
      return new FileContent(block, file, 0).discard();
    } finally {
      block.unmap();
    }
  }

  @Test
  void goesBeforeAndBehindALostPage() throws Exception {
    assumeTrue(FaultGuard.available(), "memory is not guarded on this host");
    var spec = MappingSpec.ofSize(SIZE).withShared(true);
    var mapping = Mapping.file(spec, FileDescriptor.open(path, BOTH), 0, false);
    mapping.discardOnClose(true);
    CutFiles.cut(path, 0);
    assertThat(mapping.segment().get(JAVA_BYTE, SIZE / 2)).isZero();
    assertThat(mapping.lostBytes()).isPositive();
    fill();
    mapping.close();
    byte[] after = Files.readAllBytes(path);
    assertThat(after).hasSize(2 * SIZE);
    assertThat(Arrays.copyOf(after, SIZE)).containsOnly(0);
    assertThat(Arrays.copyOfRange(after, SIZE, 2 * SIZE)).containsOnly(1);
    try (var file = FileDescriptor.open(path, BOTH)) {
      assertThat(file.status().sizeBytes()).isEqualTo(2 * SIZE);
      assertThat(file.status().allocatedBytes()).isBetween((long) SIZE, SIZE * 3L / 2);
    }
  }

  @Test
  void isLeftToTheKernelsAdviceWhereTheDescriptorDoesNotAllowIt() throws IOException {
    var spec = MappingSpec.ofSize(SIZE).withShared(true);
    try (var file = FileDescriptor.open(path, BOTH);
        var reader = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
      MappedBlock block = MappedBlock.place(spec, PageSource.of(file, 0, false));
      assertThat(new FileContent(block, reader, 0).discard()).isTrue();
      block.unmap();
    }
    assertThat(Files.readAllBytes(path)[SIZE - 1]).isZero();
  }

  @Test
  void thatCannotGoIsTold() throws IOException {
    try (var reader = FileDescriptor.open(path, Set.of(OpenFlag.READ))) {
      assertThat(discard(MappingSpec.ofSize(SIZE), reader)).isFalse();
    }
    assertThat(Files.readAllBytes(path)[0]).isOne();
  }
}
