package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.FutureTask;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.MemoryFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to make pages present, on real memory. */
final class MappedPagesTest {

  private static final long SIZE = 64L << 20;
  private static final long PAGE = 4096;

  private static Mapping map(boolean shared) throws Exception {
    MappingSpec spec = MappingSpec.ofSize(SIZE).withShared(shared);
    if (!shared) {
      return Mapping.anonymous(spec);
    }
    FileDescriptor file = MemoryFile.create("pages", false, false, 0);
    file.truncate(SIZE);
    return Mapping.file(spec, file, 0, false);
  }

  private static void take(Mapping mapping, boolean byKernel) throws Exception {
    var pages = new MappedPages(mapping, false);
    if (byKernel) {
      pages.populate(0, SIZE);
    } else {
      pages.touch(0, SIZE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allPagesAreThereAndContentStays(boolean byKernel) throws Exception {
    for (boolean shared : new boolean[] {false, true}) {
      try (Mapping mapping = map(shared)) {
        MemorySegment segment = mapping.segment();
        for (long at = 0; at < SIZE; at += 16 * PAGE) {
          segment.set(JAVA_LONG, at, ~at);
        }
        take(mapping, byKernel);
        assertThat(mapping.usage().residentBytes()).isEqualTo(SIZE);
        assertThat(mapping.lostBytes()).isZero();
        for (long at = 0; at < SIZE; at += PAGE) {
          assertThat(segment.get(JAVA_LONG, at)).isEqualTo(at % (16 * PAGE) == 0 ? ~at : 0);
        }
      }
    }
  }

  /** A guest, or another process with the same file, may write at the same moment. */
  @Test
  void touchingLosesNoWriteOfOthers() throws Exception {
    VarHandle word = JAVA_INT.varHandle();
    int rounds = 2_000_000;
    try (Mapping mapping = map(true)) {
      var others =
          new FutureTask<>(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  int _ = (int) word.getAndAdd(mapping.segment(), 0L, 1);
                }
                return true;
              });
      Thread.ofPlatform().daemon().start(others);
      var pages = new MappedPages(mapping, false);
      while (!others.isDone()) {
        pages.touch(0, PAGE);
      }
      assertThat(others.get()).isTrue();
      assertThat(mapping.segment().get(JAVA_INT, 0)).isEqualTo(rounds);
    }
  }
}
