package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One class, so that no two tests move the host's pool at the same time. */
class HugePageMappingTest {
  private static final long PAGE = HugePages.BYTES;

  private static FileDescriptor memory(long sizeBytes) throws IOException {
    FileDescriptor file = MemoryFile.create("huge-test", true, true, PAGE);
    file.truncate(sizeBytes);
    return file;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2L << 20, 1L << 30})
  void mappingIsAlignedToHugePagesAndGuardedByBasePages(long alignment) throws IOException {
    try (var _ = HugePages.add(2)) {
      long free = HugePages.free();
      var spec = MappingSpec.ofSize(PAGE + 1).withShared(true).withAlignmentBytes(alignment);
      var mapping = Mapping.file(spec, memory(2 * PAGE), 0, false);
      long start = mapping.segment().address();
      assertThat(HugePages.free()).as("reserved").isEqualTo(free - 2);
      assertThat(mapping.pageSizeBytes()).isEqualTo(PAGE);
      assertThat(mapping.sizeBytes()).isEqualTo(2 * PAGE);
      assertThat(start % Math.max(PAGE, alignment)).isZero();
      mapping.segment().set(JAVA_BYTE, 2 * PAGE - 1, (byte) 1);
      assertThat(SelfMaps.at(start - 1).orElseThrow().permissions()).isEqualTo("---p");
      assertThat(SelfMaps.at(start + 2 * PAGE).orElseThrow().permissions()).isEqualTo("---p");
      mapping.close();
      assertThat(SelfMaps.at(start - 1)).isEmpty();
      assertThat(SelfMaps.at(start)).isEmpty();
      assertThat(SelfMaps.at(start + 2 * PAGE)).isEmpty();
      assertThat(HugePages.free()).as("given back at once").isEqualTo(free);
    }
  }

  @Test
  void populateRoundsToHugePages() throws IOException {
    try (var _ = HugePages.add(3);
        var mapping =
            Mapping.file(
                MappingSpec.ofSize(3 * PAGE).withShared(true), memory(3 * PAGE), 0, false)) {
      assertThat(mapping.usage()).isEqualTo(new MappingUsage(3 * PAGE, 0, 0, 0, 0, 0));
      mapping.populateWrite(PAGE + 4096, 1);
      assertThat(mapping.usage()).isEqualTo(new MappingUsage(3 * PAGE, PAGE, 0, 0, PAGE, 0));
      mapping.populateWrite(PAGE - 1, 2);
      assertThat(mapping.usage().residentBytes()).isEqualTo(2 * PAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void emptyPoolIsOutOfMemoryAndNothingStays(boolean shared) throws IOException {
    try (var _ = HugePages.add(1)) {
      long size = (HugePages.free() + 64) * PAGE;
      var spec = MappingSpec.ofSize(size).withShared(shared);
      FileDescriptor file = memory(size);
      long free = HugePages.free();
      var refused =
          catchThrowableOfType(LinuxException.class, () -> Mapping.file(spec, file, 0, false));
      assertThat(refused.errnoName()).isEqualTo("ENOMEM");
      assertThatThrownBy(file::status).isInstanceOf(IllegalStateException.class);
      assertThat(SelfMaps.areas()).noneMatch(area -> area.line().contains("memfd:huge-test"));
      assertThat(HugePages.free()).isEqualTo(free);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutReservationThePoolIsAskedAtFirstUse(boolean shared) throws IOException {
    try (var _ = HugePages.add(1)) {
      long size = (HugePages.free() + 64) * PAGE;
      var spec = MappingSpec.ofSize(size).withShared(shared).withReserve(false);
      try (var mapping = Mapping.file(spec, memory(size), 0, false, OvercommitPolicy.NEVER)) {
        assertThat(mapping.usage().reservedBytes()).isZero();
        assertThatThrownBy(() -> mapping.populateWrite(0, size))
            .isInstanceOf(LinuxException.class)
            .hasMessageContaining("EFAULT");
      }
    }
  }

  @Test
  void offsetMustBeOnAHugePage() throws IOException {
    try (var _ = HugePages.add(2)) {
      var spec = MappingSpec.ofSize(PAGE).withShared(true);
      FileDescriptor file = memory(2 * PAGE);
      assertThatThrownBy(() -> Mapping.file(spec, file, 4096, false))
          .hasMessageContaining("EINVAL");
      try (var mapping = Mapping.file(spec, memory(2 * PAGE), PAGE, false)) {
        assertThat(mapping.offsetBytes()).isEqualTo(PAGE);
      }
    }
  }

  @Test
  void discardGivesHugePagesOfTheFileBack() throws IOException {
    try (var _ = HugePages.add(1)) {
      FileDescriptor file = memory(PAGE);
      try (var copy = file.dup()) {
        long free = HugePages.free();
        var mapping = Mapping.file(MappingSpec.ofSize(PAGE).withShared(true), file, 0, false);
        mapping.segment().fill((byte) 1);
        mapping.discardOnClose(true);
        mapping.close();
        assertThat(HugePages.free()).isEqualTo(free);
        assertThat(copy.status().sizeBytes()).isEqualTo(PAGE);
      }
    }
  }
}
