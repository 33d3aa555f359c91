package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileMappingTest {
  private static final int MIB = 1 << 20;
  private static final Set<OpenFlag> READ = EnumSet.of(OpenFlag.READ);
  private static final Set<OpenFlag> READ_WRITE = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE);
  private static final MappingSpec PRIVATE = MappingSpec.ofSize(MIB);
  private static final MappingSpec SHARED = PRIVATE.withShared(true);

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void makeFile() throws IOException {
    byte[] content = new byte[4 * MIB];
    Arrays.fill(content, MIB, 2 * MIB, (byte) 1);
    Arrays.fill(content, 2 * MIB, 4 * MIB, (byte) 2);
    path = Files.write(folder.resolve("memory"), content);
  }

  private FileDescriptor open(Set<OpenFlag> flags) throws LinuxException {
    return FileDescriptor.open(path, flags);
  }

  @Test
  void sharedWritesReachTheFileAndItsOtherMappings() throws IOException {
    try (var one = Mapping.file(SHARED, open(READ_WRITE), 0, false);
        var other = Mapping.file(SHARED.withWritable(false), open(READ), 0, false)) {
      one.segment().set(JAVA_BYTE, 77, (byte) 5);
      assertThat(other.segment().get(JAVA_BYTE, 77)).isEqualTo((byte) 5);
      assertThat(SelfMaps.at(one.segment().address()).orElseThrow().permissions())
          .isEqualTo("rw-s");
      assertThat(SelfMaps.at(other.segment().address()).orElseThrow().permissions())
          .isEqualTo("r--s");
    }
    assertThat(Files.readAllBytes(path)[77]).isEqualTo((byte) 5);
  }

  @Test
  void privateWritableMappingOfAReadOnlyFileLeavesTheFileAlone() throws IOException {
    byte[] before = Files.readAllBytes(path);
    try (var mapping = Mapping.file(PRIVATE, open(READ), MIB, false);
        var clone = Mapping.file(PRIVATE, open(READ), MIB, false)) {
      mapping.segment().fill((byte) 9);
      mapping.populateWrite(0, MIB);
      assertThat(clone.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(before);
  }

  @Test
  void readOnlyMappingRefusesWrites() throws IOException {
    try (var mapping = Mapping.file(PRIVATE.withWritable(false), open(READ), MIB, false)) {
      MemorySegment memory = mapping.segment();
      assertThat(memory.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
      assertThat(mapping.writable()).isFalse();
      assertThatThrownBy(() -> memory.set(JAVA_BYTE, 0, (byte) 1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(SelfMaps.at(memory.address()).orElseThrow().permissions()).isEqualTo("r--p");
    }
  }

  @Test
  void offsetChoosesThePartOfTheFile() throws IOException {
    try (var mapping =
        Mapping.file(
            SHARED.withAlignmentBytes(16L * MIB).withReserve(false),
            open(READ_WRITE),
            2 * MIB - 4096,
            false)) {
      assertThat(mapping.offsetBytes()).isEqualTo(2 * MIB - 4096);
      assertThat(mapping.segment().address() % (16L * MIB)).isZero();
      assertThat(mapping.segment().get(JAVA_BYTE, 4095)).isEqualTo((byte) 1);
      assertThat(mapping.segment().get(JAVA_BYTE, 4096)).isEqualTo((byte) 2);
      assertThat(mapping.segment().get(JAVA_BYTE, MIB - 1)).isEqualTo((byte) 2);
      long end = mapping.segment().address() + MIB;
      assertThat(SelfMaps.at(end).orElseThrow().permissions()).isEqualTo("---p");
    }
  }

  @Test
  void sizeIsRoundedUpToPages() throws IOException {
    try (var mapping = Mapping.file(MappingSpec.ofSize(5000), open(READ), 0, false)) {
      assertThat(mapping.sizeBytes()).isEqualTo(8192).isEqualTo(mapping.segment().byteSize());
    }
  }

  @Test
  void descriptorBelongsToTheMapping() throws IOException {
    FileDescriptor file = open(READ_WRITE);
    var mapping = Mapping.file(SHARED, file, 0, false);
    assertThat(mapping.backing()).containsSame(file);
    Hold hold = mapping.hold();
    mapping.close();
    assertThat(file.readAt(MIB, ByteBuffer.allocate(1))).as("held").isOne();
    FileDescriptor copy = file.dup();
    hold.close();
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
    assertThat(copy.readAt(MIB, ByteBuffer.allocate(1))).as("a copy lives on").isOne();
    copy.close();
  }

  @Test
  void closedDescriptorIsRefused() throws IOException {
    FileDescriptor file = open(READ);
    file.close();
    assertThatThrownBy(() -> Mapping.file(PRIVATE, file, 0, false))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 4095, -1, Long.MAX_VALUE})
  void wrongOffsetIsRefusedAndNothingStays(long offset) throws IOException {
    FileDescriptor file = open(READ_WRITE);
    var refused =
        catchThrowableOfType(LinuxException.class, () -> Mapping.file(SHARED, file, offset, false));
    assertThat(refused.errnoName()).isEqualTo("EINVAL");
    assertThat(refused)
        .hasMessageStartingWith(
            "mmap of 1048576 bytes of '" + path + "' at offset " + offset + ": ");
    assertThatThrownBy(file::status).as("closed").isInstanceOf(IllegalStateException.class);
    assertNotMapped();
  }

  @ParameterizedTest
  @ValueSource(longs = {-4096, Long.MIN_VALUE, Long.MAX_VALUE & -4096L})
  void offsetThatNoFileReachesIsRefused(long offset) throws IOException {
    FileDescriptor file = open(READ_WRITE);
    var refused =
        catchThrowableOfType(LinuxException.class, () -> Mapping.file(SHARED, file, offset, false));
    assertThat(refused.errnoName()).isIn("EOVERFLOW", "EINVAL");
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
    assertNotMapped();
  }

  @Test
  void sharedWritableMappingNeedsAWritableFile() throws IOException {
    FileDescriptor file = open(READ);
    assertThatThrownBy(() -> Mapping.file(SHARED, file, 0, false))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EACCES");
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
    assertNotMapped();
  }

  @Test
  void writeOnlyFileCannotBeMapped() throws IOException {
    FileDescriptor file = open(EnumSet.of(OpenFlag.WRITE));
    assertThatThrownBy(() -> Mapping.file(PRIVATE, file, 0, false)).hasMessageContaining("EACCES");
    assertNotMapped();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/dev/null", "/proc/self/status", "/"})
  void filesWithoutMemoryAreRefused(String name) throws IOException {
    FileDescriptor file = FileDescriptor.open(Path.of(name), READ);
    var refused =
        catchThrowableOfType(LinuxException.class, () -> Mapping.file(PRIVATE, file, 0, false));
    assertThat(refused.errnoName()).isIn("ENODEV", "EIO");
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1L << 60, Long.MAX_VALUE})
  void tooLargeMappingIsOutOfMemory(long size) throws IOException {
    FileDescriptor file = open(READ);
    assertThatThrownBy(() -> Mapping.file(MappingSpec.ofSize(size), file, 0, false))
        .hasMessage("mmap of " + size + " bytes of '" + path + "': ENOMEM (out of memory)");
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void synchronousMappingNeedsPersistentMemory() throws IOException {
    FileDescriptor file = open(READ_WRITE);
    assertThatThrownBy(() -> Mapping.file(SHARED, file, 0, true))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EOPNOTSUPP");
    FileDescriptor memory = MemoryFile.create("sync", false, false, 0);
    memory.truncate(MIB);
    assertThatThrownBy(() -> Mapping.file(SHARED, memory, 0, true))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("EOPNOTSUPP");
    assertThatThrownBy(memory::status).isInstanceOf(IllegalStateException.class);
    assertNotMapped();
    Mapping.file(PRIVATE, open(READ_WRITE), 0, true).close();
  }

  @Test
  void strictHostRefusesPrivateWritableMappingsWithoutReservation() throws IOException {
    var spec = PRIVATE.withReserve(false);
    FileDescriptor file = open(READ_WRITE);
    assertThatThrownBy(() -> Mapping.file(spec, file, 0, false, OvercommitPolicy.NEVER))
        .hasMessageContaining("EOPNOTSUPP")
        .hasMessageContaining("overcommit_memory");
    assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
    Mapping.file(spec.withShared(true), open(READ_WRITE), 0, false, OvercommitPolicy.NEVER).close();
    Mapping.file(spec.withWritable(false), open(READ), 0, false, OvercommitPolicy.NEVER).close();
  }

  @Test
  void discardOnCloseEmptiesASharedFileAndKeepsItsLength() throws IOException {
    var mapping = Mapping.file(SHARED, open(READ_WRITE), MIB, false);
    mapping.discardOnClose(true);
    Hold hold = mapping.hold();
    mapping.close();
    assertThat(Files.readAllBytes(path)[MIB]).as("still held").isEqualTo((byte) 1);
    hold.close();
    byte[] after = Files.readAllBytes(path);
    assertThat(after).hasSize(4 * MIB);
    assertThat(Arrays.copyOfRange(after, MIB, 2 * MIB)).containsOnly(0);
    assertThat(Arrays.copyOfRange(after, 2 * MIB, 4 * MIB)).containsOnly(2);
  }

  @Test
  void discardOnCloseDoesNothingWhereItCannotOrMayNot() throws IOException {
    var changedMind = Mapping.file(SHARED, open(READ_WRITE), MIB, false);
    changedMind.discardOnClose(true);
    changedMind.discardOnClose(false);
    changedMind.close();
    for (MappingSpec spec : new MappingSpec[] {PRIVATE, PRIVATE.withWritable(false)}) {
      var mapping = Mapping.file(spec, open(READ), MIB, false);
      mapping.discardOnClose(true);
      mapping.close();
    }
    assertThat(Files.readAllBytes(path)[MIB]).isEqualTo((byte) 1);
  }

  @Test
  void removeAdviceEmptiesTheFileAtOnce() throws IOException {
    try (var mapping = Mapping.file(SHARED, open(READ_WRITE), MIB, false);
        var secret = Mapping.file(PRIVATE, open(READ_WRITE), MIB, false)) {
      assertThatThrownBy(() -> secret.advise(Advice.REMOVE)).hasMessageContaining("EACCES");
      assertThat(mapping.advise(Advice.REMOVE)).isTrue();
      assertThat(mapping.segment().get(JAVA_BYTE, 0)).isZero();
    }
    try (var anonymous = Mapping.anonymous(PRIVATE)) {
      assertThat(anonymous.advise(Advice.REMOVE)).isFalse();
    }
  }

  @Test
  void characterDeviceOfZerosCanBeMapped() throws IOException {
    var zero = FileDescriptor.open(Path.of("/dev/zero"), READ_WRITE);
    try (var mapping = Mapping.file(SHARED, zero, 0, false)) {
      mapping.segment().set(JAVA_BYTE, 0, (byte) 1);
      assertThat(mapping.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
    }
  }

  private void assertNotMapped() throws IOException {
    assertThat(SelfMaps.areas()).noneMatch(area -> area.line().contains(path.toString()));
  }
}
