package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MappingLeakTest {
  private static final long MIB = 1 << 20;
  private static final int ROUNDS = 200;

  /** Makes what a refused mapping leaves of its region large enough to be seen. */
  private static final long FAR = 1L << 30;

  @FunctionalInterface
  private interface Round {
    void run(int number) throws IOException;
  }

  @Test
  void mappingsOfFilesLeaveNothing() throws IOException {
    assertFlat(
        round -> {
          try (var mapping =
              Mapping.file(
                  MappingSpec.ofSize(MIB).withShared(round % 2 == 0), memory(MIB), 0, false)) {
            mapping.populateWrite(0, MIB);
            mapping.usage();
            mapping.discardOnClose(round % 3 == 0);
          }
        });
  }

  @Test
  void refusedMappingsLeaveNothing() throws IOException {
    assertFlat(
        round -> {
          FileDescriptor file = memory(MIB);
          var spec =
              MappingSpec.ofSize(round % 5 == 0 ? 1L << 60 : MIB)
                  .withShared(true)
                  .withAlignmentBytes(FAR);
          assertThatThrownBy(() -> Mapping.file(spec, file, 100, round % 3 == 0))
              .isInstanceOf(LinuxException.class);
        });
  }

  private static FileDescriptor memory(long sizeBytes) throws LinuxException {
    FileDescriptor file = MemoryFile.create("leak-test", true, false, 0);
    file.truncate(sizeBytes);
    return file;
  }

  private static void assertFlat(Round body) throws IOException {
    for (int i = 0; i < 20; i++) {
      body.run(i);
    }
    int descriptors = SelfMaps.openDescriptors();
    int areas = SelfMaps.areas().size();
    long reserved = reservedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      body.run(i);
    }
    assertThat(SelfMaps.openDescriptors()).isEqualTo(descriptors);
    assertThat(SelfMaps.areas()).noneMatch(area -> area.line().contains("leak-test"));
    // The JVM maps code and heap of its own meanwhile; a leak would show as two hundred.
    assertThat(SelfMaps.areas().size()).isCloseTo(areas, offset(40));
    assertThat(reservedBytes()).isCloseTo(reserved, offset(5 * FAR));
  }

  /** Neighbours without access show as one area, so their number does not tell. */
  private static long reservedBytes() throws IOException {
    return SelfMaps.areas().stream()
        .filter(area -> area.permissions().startsWith("---"))
        .mapToLong(area -> area.to() - area.from())
        .sum();
  }

  @Test
  void threadsThatMapAtTheSameTimeNeverGetInEachOthersWay() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> working = new ArrayList<>();
      for (int thread = 1; thread <= 4; thread++) {
        byte mark = (byte) thread;
        working.add(threads.submit(() -> mapAndCheck(mark)));
      }
      for (Future<?> each : working) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void gapThatAnotherThreadTakesCostsAnotherAttemptOnly() throws Exception {
    var done = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(1)) {
      Future<?> greedy = threads.submit(() -> fillHoles(done));
      try {
        for (int round = 0; round < 5000; round++) {
          MappedBlock.place(MappingSpec.ofSize(16 * MIB), PageSource.zeros()).unmap();
        }
      } finally {
        done.set(true);
      }
      greedy.get(30, TimeUnit.SECONDS);
    }
  }

  /** Maps page after page, which the kernel puts into the highest hole there is. */
  private static void fillHoles(AtomicBoolean done) {
    int flags = LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE;
    long[] pages = new long[2000];
    while (!done.get()) {
      for (int i = 0; i < pages.length; i++) {
        pages[i] = LibC.mmap(0, 4096, LibC.PROT_NONE, flags, PageSource.NO_FILE, 0);
      }
      for (long page : pages) {
        LibC.munmap(page, 4096);
      }
    }
  }

  private static Void mapAndCheck(byte mark) throws IOException {
    for (int round = 0; round < 500; round++) {
      // A small region fits into the gap that a large block is about to fill.
      boolean large = (round + mark) % 2 == 0;
      var spec = MappingSpec.ofSize(large ? 16 * MIB : 4096).withAlignmentBytes(4096);
      try (var mapping = Mapping.anonymous(spec);
          var other = Mapping.anonymous(spec.withShared(true))) {
        for (long at = 0; at < mapping.sizeBytes(); at += MIB) {
          mapping.segment().set(JAVA_BYTE, at, mark);
          other.segment().set(JAVA_BYTE, at, (byte) -mark);
        }
        for (long at = 0; at < mapping.sizeBytes(); at += MIB) {
          assertThat(mapping.segment().get(JAVA_BYTE, at)).isEqualTo(mark);
          assertThat(other.segment().get(JAVA_BYTE, at)).isEqualTo((byte) -mark);
        }
      }
    }
    return null;
  }
}
