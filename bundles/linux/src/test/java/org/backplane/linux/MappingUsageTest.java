package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingUsageTest {
  private static final long MIB = 1 << 20;
  private static final MappingSpec SPEC = MappingSpec.ofSize(4 * MIB);
  private static final MappingUsage NOTHING = new MappingUsage(0, 0, 0, 0, 0, 0);

  private static FileDescriptor memory() throws LinuxException {
    FileDescriptor file = MemoryFile.create("usage", false, false, 0);
    file.truncate(4 * MIB);
    return file;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anonymousMemoryIsReservedAtOnceAndResidentWhenTouched(boolean shared) throws IOException {
    try (var mapping = Mapping.anonymous(SPEC.withShared(shared))) {
      assertThat(mapping.usage()).isEqualTo(new MappingUsage(4 * MIB, 0, 0, 0, 0, 0));
      mapping.populateWrite(0, 4 * MIB);
      MappingUsage usage = mapping.usage();
      assertThat(usage.reservedBytes()).isEqualTo(4 * MIB);
      assertThat(usage.residentBytes() + usage.swappedBytes()).isEqualTo(4 * MIB);
      assertThat(usage.sharedBytes()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withoutReservationNothingIsPromised(boolean shared) throws IOException {
    try (var mapping = Mapping.anonymous(SPEC.withShared(shared).withReserve(false))) {
      assertThat(mapping.usage()).isEqualTo(NOTHING);
    }
  }

  @Test
  void memoryFileIsNotReservedAndSharedOnceItIsMappedTwice() throws IOException {
    FileDescriptor file = memory();
    try (var copy = file.dup();
        var mapping = Mapping.file(SPEC.withShared(true), file, 0, false)) {
      mapping.populateWrite(0, 2 * MIB);
      assertThat(mapping.usage().reservedBytes()).isZero();
      assertThat(mapping.usage().residentBytes()).isEqualTo(2 * MIB);
      assertThat(mapping.usage().sharedBytes()).isZero();
      try (var other = Mapping.file(SPEC.withShared(true), copy, 0, false)) {
        other.populateWrite(0, MIB);
        assertThat(mapping.usage().sharedBytes()).isEqualTo(MIB);
        assertThat(other.usage().sharedBytes()).isEqualTo(MIB);
      }
      assertThat(mapping.usage().sharedBytes()).isZero();
    }
  }

  @Test
  void privateCopyOfAFileIsReservedOnlyWhenItCanBeWritten(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("f"), new byte[(int) (4 * MIB)]);
    try (var clone =
            Mapping.file(SPEC, FileDescriptor.open(path, Set.of(OpenFlag.READ)), 0, false);
        var rom =
            Mapping.file(
                SPEC.withWritable(false),
                FileDescriptor.open(path, Set.of(OpenFlag.READ)),
                0,
                false)) {
      assertThat(clone.usage().reservedBytes()).isEqualTo(4 * MIB);
      assertThat(clone.segment().get(JAVA_BYTE, 0)).isZero();
      assertThat(clone.usage().residentBytes()).as("the file's pages").isPositive();
      assertThat(clone.usage().anonymousBytes()).as("copies").isZero();
      clone.segment().set(JAVA_BYTE, 0, (byte) 1);
      assertThat(clone.usage().anonymousBytes()).isEqualTo(Host.pageSize());
      assertThat(rom.usage().reservedBytes()).isZero();
    }
  }

  @Test
  void areaThatTheKernelHasSplitIsCountedAsAWhole() throws IOException {
    try (var mapping = Mapping.anonymous(SPEC)) {
      mapping.populateWrite(0, 3 * MIB);
      long middle = mapping.segment().address() + MIB;
      int dontFork = Advice.DONTFORK.number();
      assertThat(LibC.madvise(middle, MIB, dontFork)).isZero();
      assertThat(SelfMaps.at(middle).orElseThrow().to()).isEqualTo(middle + MIB);
      MappingUsage usage = mapping.usage();
      assertThat(usage.reservedBytes()).isEqualTo(4 * MIB);
      assertThat(usage.residentBytes() + usage.swappedBytes()).isEqualTo(3 * MIB);
    }
  }

  @Test
  void neighboursAreNotCounted() throws IOException {
    try (var one = Mapping.anonymous(SPEC.withAlignmentBytes(1));
        var two = Mapping.anonymous(SPEC.withAlignmentBytes(1));
        var three = Mapping.anonymous(SPEC.withAlignmentBytes(1))) {
      one.populateWrite(0, 4 * MIB);
      three.populateWrite(0, 4 * MIB);
      assertThat(two.usage()).isEqualTo(new MappingUsage(4 * MIB, 0, 0, 0, 0, 0));
    }
  }

  @Test
  void virtualThreadsCanAsk() throws Exception {
    try (var mapping = Mapping.anonymous(SPEC)) {
      var answer = new CompletableFuture<MappingUsage>();
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  answer.complete(mapping.usage());
                } catch (IOException | RuntimeException e) {
                  answer.completeExceptionally(e);
                }
              });
      assertThat(answer.get(10, TimeUnit.SECONDS).reservedBytes()).isEqualTo(4 * MIB);
    }
  }
}
