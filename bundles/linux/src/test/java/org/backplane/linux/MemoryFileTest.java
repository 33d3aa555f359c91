package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryFileTest {
  private static final long MIB = 1 << 20;

  @Test
  void nameShowsInTheListOfAreasAndIsCut() throws IOException {
    FileDescriptor file = MemoryFile.create("ä b" + "x".repeat(1000), false, false, 0);
    file.truncate(MIB);
    try (var mapping = Mapping.file(MappingSpec.ofSize(MIB).withShared(true), file, 0, false)) {
      assertThat(SelfMaps.at(mapping.segment().address()).orElseThrow().line())
          .contains("memfd:ä bxxx");
    }
    assertThatThrownBy(() -> MemoryFile.create("a\0b", false, false, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sealsHold() throws IOException {
    try (var file = MemoryFile.create("sealed", true, false, 0)) {
      file.truncate(MIB);
      file.seal(EnumSet.of(Seal.GROW, Seal.SHRINK, Seal.SEAL));
      for (long size : new long[] {0, MIB - 1, MIB + 1}) {
        assertThatThrownBy(() -> file.truncate(size)).hasMessageContaining("EPERM");
      }
      assertThat(file.status().sizeBytes()).isEqualTo(MIB);
      assertThatThrownBy(() -> file.seal(Set.of(Seal.WRITE))).hasMessageContaining("EPERM");
      assertThat(file.write(ByteBuffer.wrap(new byte[] {1}))).isOne();
    }
  }

  @Test
  void eachSealStopsOneThing() throws IOException {
    try (var file = MemoryFile.create("grow", true, false, 0)) {
      file.truncate(MIB);
      file.seal(Set.of(Seal.GROW));
      assertThatThrownBy(() -> file.truncate(MIB + 1)).hasMessageContaining("EPERM");
      file.truncate(MIB / 2);
      file.seal(Set.of(Seal.SHRINK));
      assertThatThrownBy(() -> file.truncate(1)).hasMessageContaining("EPERM");
      file.seal(Set.of(Seal.WRITE));
      assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1))).hasMessageContaining("EPERM");
    }
  }

  @Test
  void writeSealIsRefusedWhileMappedForWriting() throws IOException {
    FileDescriptor file = MemoryFile.create("busy", true, false, 0);
    file.truncate(MIB);
    try (var mapping = Mapping.file(MappingSpec.ofSize(MIB).withShared(true), file, 0, false)) {
      assertThatThrownBy(() -> mapping.backing().orElseThrow().seal(Set.of(Seal.WRITE)))
          .hasMessageContaining("EBUSY");
    }
  }

  @Test
  void fileThatIsNotSealableRefusesSeals() throws IOException {
    try (var file = MemoryFile.create("plain", false, false, 0)) {
      assertThatThrownBy(() -> file.seal(Set.of(Seal.GROW))).hasMessageContaining("EPERM");
    }
  }

  @Test
  void hostIsAskedWhatItCan() throws IOException {
    int descriptors = SelfMaps.openDescriptors();
    assertThat(MemoryFile.canSeal()).isTrue();
    assertThat(MemoryFile.canUseHugePages()).isEqualTo(!Host.read().hugePageSizesBytes().isEmpty());
    assertThat(SelfMaps.openDescriptors()).isEqualTo(descriptors);
  }

  @ParameterizedTest
  @ValueSource(longs = {4096, 4L << 20, 1L << 40, 1L << 62, Long.MIN_VALUE})
  void hugePageSizesThatTheHostHasNotAreRefused(long size) throws IOException {
    int descriptors = SelfMaps.openDescriptors();
    var refused =
        catchThrowableOfType(
            LinuxException.class, () -> MemoryFile.create("huge", false, true, size));
    assertThat(refused.errnoName()).isIn("EINVAL", "ENODEV");
    assertThat(refused)
        .hasMessageContaining(
            "memfd_create of huge pages of " + Long.toUnsignedString(size) + " bytes");
    assertThat(SelfMaps.openDescriptors()).isEqualTo(descriptors);
  }

  @ParameterizedTest
  @ValueSource(longs = {3, -1, (2L << 20) + 1})
  void hugePageSizeIsAPowerOfTwo(long size) {
    assertThatThrownBy(() -> MemoryFile.create("huge", false, true, size))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pageSizeIsThatOfTheFile() throws IOException {
    assumeTrue(
        Host.read().hugePageSizesBytes().contains(2L << 20), "this kernel has no 2 MiB pages");
    try (var plain = MemoryFile.create("plain", false, false, 0);
        var huge = MemoryFile.create("huge", true, true, 2L << 20);
        var standard = MemoryFile.create("huge", true, true, 1);
        var standardToo = MemoryFile.create("huge", true, true, 0)) {
      assertThat(plain.pageSizeBytes()).isEqualTo(Host.pageSize());
      assertThat(huge.pageSizeBytes()).isEqualTo(2L << 20);
      assertThat(standard.pageSizeBytes()).isIn(Host.read().hugePageSizesBytes());
      assertThat(standardToo.pageSizeBytes()).isEqualTo(standard.pageSizeBytes());
      assertThatThrownBy(() -> huge.truncate(4096)).hasMessageContaining("EINVAL");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EINVAL, true",
    "ENOSYS, true",
    "ENODEV, true",
    "EMFILE, false",
    "ENFILE, false",
    "ENOMEM, false",
    "EPERM, false",
  })
  void whatIsShortForAMomentIsNoLack(Errno errno, boolean lack) {
    assertThat(MemoryFile.isLack(errno.number())).isEqualTo(lack);
  }
}
