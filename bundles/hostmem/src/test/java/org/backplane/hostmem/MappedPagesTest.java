package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.MemoryFile;
import org.backplane.linux.OpenFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

  @Test
  void pagesOfASharedFileInMemoryThatOthersHaveTakenAreNotMissing() throws Exception {
    try (FileDescriptor file = MemoryFile.create("pages", false, false, 0)) {
      file.truncate(2 * SIZE);
      MappingSpec spec = MappingSpec.ofSize(SIZE).withShared(true);
      try (Mapping mine = Mapping.file(spec, file.dup(), 0, false);
          Mapping other = Mapping.file(spec, file.dup(), 0, false);
          Mapping outside = Mapping.file(spec, file.dup(), SIZE, false)) {
        var pages = new MappedPages(mine, true);
        assertThat(pages.missingBytes()).isEqualTo(SIZE);
        outside.populateWrite(0, SIZE);
        assertThat(pages.missingBytes()).as("with pages elsewhere").isEqualTo(SIZE);
        other.populateWrite(0, SIZE / 2);
        assertThat(pages.missingBytes()).isEqualTo(SIZE / 2);
        other.populateWrite(0, SIZE);
        assertThat(mine.usage().residentBytes()).isZero();
        assertThat(pages.missingBytes()).isZero();
      }
    }
  }

  /** Pages that were only read are the file's; a private mapping needs a copy of each. */
  @Test
  void pagesThatAPrivateMappingHasOnlyReadAreMissing() throws Exception {
    try (FileDescriptor file = MemoryFile.create("pages", false, false, 0)) {
      file.truncate(SIZE);
      MappingSpec spec = MappingSpec.ofSize(SIZE);
      try (Mapping all = Mapping.file(spec.withShared(true), file.dup(), 0, false);
          Mapping mine = Mapping.file(spec, file.dup(), 0, false)) {
        all.populateWrite(0, SIZE);
        var pages = new MappedPages(mine, false);
        for (long at = 0; at < SIZE; at += PAGE) {
          assertThat(mine.segment().get(JAVA_INT, at)).isZero();
        }
        assertThat(mine.usage().residentBytes()).isEqualTo(SIZE);
        assertThat(pages.missingBytes()).isEqualTo(SIZE);
        pages.populate(0, SIZE / 2);
        assertThat(pages.missingBytes()).isEqualTo(SIZE / 2);
      }
    }
  }

  @Test
  void nothingIsMissingOfASharedFileOnADisk(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("pages");
    Set<OpenFlag> flags = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
    FileDescriptor file = FileDescriptor.open(path, flags);
    file.truncate(SIZE);
    boolean inMemory = file.isInMemory();
    MappingSpec spec = MappingSpec.ofSize(SIZE).withShared(true);
    try (Mapping mapping = Mapping.file(spec, file, 0, false)) {
      assertThat(new MappedPages(mapping, true).missingBytes()).isEqualTo(inMemory ? SIZE : 0);
    }
  }
}
