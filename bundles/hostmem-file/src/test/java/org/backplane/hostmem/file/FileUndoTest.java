package org.backplane.hostmem.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever step refuses a creation: the file system looks as before, and the next try works. */
final class FileUndoTest {

  private static final long SIZE = 1 << 20;
  private static final Map<String, ?> NO_SUCH_NODE =
      Map.of("policy", "bind", "host-nodes", List.of(127));

  @TempDir private Path folder;
  private Path missing;
  private Path empty;

  @BeforeEach
  void makeFiles() throws Exception {
    missing = folder.resolve("missing");
    empty = Files.createFile(folder.resolve("empty"));
  }

  @AfterEach
  void nothingStaysOpen() throws Exception {
    assertThat(Made.traces(folder.toString())).isEmpty();
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(5000, Map.of(), "size 5000 is not a multiple of the 4096-byte page size"),
        Arguments.of(SIZE, Map.of("align", 4097L), "align 4097 is not a multiple"),
        Arguments.of(SIZE, Map.of("align", 12288L), "align 12288 is not a power of two"),
        Arguments.of(SIZE, Map.of("align", Long.MIN_VALUE), "align 9223372036854775808"),
        Arguments.of(SIZE, Map.of("align", 1L << 62), "mem-path cannot be mapped"),
        Arguments.of(SIZE, Map.of("offset", 100L), "offset 100 is not a multiple"),
        Arguments.of(SIZE, Map.of("offset", -1L), "offset 18446744073709551615"),
        Arguments.of(SIZE, Map.of("offset", Long.MAX_VALUE - SIZE + 1), "more than any file"),
        Arguments.of(1L << 62, Map.of(), "mem-path cannot be "),
        Arguments.of(SIZE, NO_SUCH_NODE, "mbind"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aFileThatWasMadeGoesAgain(long size, Map<String, ?> more, String reason) throws Exception {
    assertRefused(missing, size, more, reason);
    assertThat(missing).doesNotExist();
    assertWorks(missing);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anEmptyFileIsEmptyAgain(long size, Map<String, ?> more, String reason) throws Exception {
    assertRefused(empty, size, more, reason);
    assertThat(empty).isEmptyFile();
    assertWorks(empty);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void aFolderStaysEmpty(long size, Map<String, ?> more, String reason) throws Exception {
    Files.delete(empty);
    assertRefused(folder, size, more, reason);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void contentStaysAlsoWhenItWasToBeDiscarded(long size, Map<String, ?> more, String reason)
      throws Exception {
    byte[] content = new byte[(int) SIZE];
    Arrays.fill(content, (byte) 7);
    Path file = Files.write(folder.resolve("content"), content);
    var mtime = Files.getLastModifiedTime(file);
    for (boolean share : new boolean[] {false, true}) {
      var all = new HashMap<String, Object>(more);
      all.putAll(Map.of("share", share, "discard-data", true));
      assertThatThrownBy(() -> new Made(file, size, all)).isInstanceOf(BackplaneException.class);
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
      assertThat(Files.getLastModifiedTime(file)).isEqualTo(mtime);
    }
  }

  @Test
  void aCreationThatIsCalledOffLeavesNothing() {
    for (Path path : List.of(missing, empty)) {
      Thread.currentThread().interrupt();
      try {
        assertRefused(path, 64 * SIZE, Map.of("prealloc", true), "called off");
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
    assertThat(missing).doesNotExist();
    assertThat(empty).isEmptyFile();
  }

  @Test
  void aFullFileSystemLeavesNothing() throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    try (var _ = Mount.make(small, "tmpfs", "size=1m")) {
      Path emptyThere = Files.createFile(small.resolve("empty"));
      for (Path path : List.of(small.resolve("missing"), emptyThere)) {
        assertRefused(path, 4 * SIZE, Map.of("prealloc", true), "prealloc failed");
      }
      assertThat(small).isDirectoryContaining(emptyThere::equals);
      assertThat(small.resolve("missing")).doesNotExist();
      assertThat(emptyThere).isEmptyFile();
    }
  }

  private void assertRefused(Path path, long size, Map<String, ?> more, String reason) {
    assertThatThrownBy(() -> new Made(path, size, more))
        .isInstanceOf(BackplaneException.class)
        .hasMessageStartingWith("memory-backend-file 'm0': ")
        .hasMessageContaining(reason);
  }

  private static void assertWorks(Path path) throws Exception {
    try (var made = new Made(path, SIZE, Map.of())) {
      assertThat(made.block().segment().get(JAVA_BYTE, SIZE - 1)).isZero();
      assertThat(Files.size(path)).isEqualTo(SIZE);
    }
  }
}
