package org.backplane.hostmem.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.type.PropertyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code mem-path} may be, and what happens to it. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MemPathTest {

  private static final long SIZE = 1 << 20;
  private static final Map<String, ?> WRITE = Map.of();
  private static final Map<String, ?> READ = Map.of("readonly", true);
  private static final Map<String, ?> SHARE = Map.of("share", true);

  @TempDir private Path folder;

  @AfterEach
  void nothingStaysOpen() throws Exception {
    assertThat(Made.traces(folder.toString())).isEmpty();
  }

  @Test
  void aMissingFileIsMade() throws Exception {
    Path path = folder.resolve("new");
    try (var made = new Made(path, SIZE, Map.of("share", true, "offset", 8192))) {
      made.block().segment().set(JAVA_LONG, 0, 42);
      assertThat(Files.size(path)).isEqualTo(8192 + SIZE);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .isEqualTo("rw-r--r--");
    }
    assertThat(longAt(path, 8192)).as("what was written, after the object's end").isEqualTo(42);
    assertThat(Files.size(path)).isEqualTo(8192 + SIZE);
  }

  @Test
  void aMissingFileIsNotMadeForReading() {
    Path path = folder.resolve("new");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(path, SIZE, READ))
        .withMessageContainingAll("'m0'", "ENOENT", path.toString(), "readonly=off");
    assertThat(path).doesNotExist();
  }

  @Test
  void theFolderOfAMissingFileMustExist() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(folder.resolve("no/new"), SIZE, WRITE))
        .withMessageContainingAll("ENOENT", folder.resolve("no").toString())
        .withMessageEndingWith("; make its folder first");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aPathThroughAFileIsNone() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(file.resolve("new"), SIZE, WRITE))
        .withMessageContaining("ENOTDIR");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void textsThatAreNoPath(String path) {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(path, SIZE, WRITE))
        .withMessageStartingWith("memory-backend-file 'm0': mem-path is ");
  }

  @ParameterizedTest
  @CsvSource({
    "file/, ENOTDIR",
    "file//, ENOTDIR",
    "link/, ENOTDIR",
    "missing/, ENOENT",
    "dangling/, ENOENT",
  })
  void aSlashAtTheEndTakesNothingButAFolder(String name, String errno) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    Files.createSymbolicLink(folder.resolve("link"), file);
    Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("none"));
    for (Map<String, ?> more : List.<Map<String, ?>>of(WRITE, READ, SHARE)) {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> new Made(folder + "/" + name, SIZE, more))
          .withMessageContaining(errno);
    }
    assertThat(file).isEmptyFile();
    assertThat(folder.resolve("missing")).doesNotExist();
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sub/", "sub///", "link/"})
  void aFolderMayHaveASlashAtTheEnd(String name) throws Exception {
    Path sub = Files.createDirectory(folder.resolve("sub"));
    Files.createSymbolicLink(folder.resolve("link"), sub);
    try (var made = new Made(folder + "/" + name, SIZE, WRITE)) {
      assertThat(made.get("mem-path")).isEqualTo(new PropertyValue.Text(folder + "/" + name));
      assertThat(Made.traces(sub.toString())).isNotEmpty();
      assertThat(sub).isEmptyDirectory();
    }
  }

  @Test
  void anEmptyFileIsGrown() throws Exception {
    Path path = Files.createFile(folder.resolve("empty"));
    try (var made = new Made(path, SIZE, Map.of("offset", 4096))) {
      assertThat(made.block().segment().get(JAVA_BYTE, SIZE - 1)).isZero();
      assertThat(Files.size(path)).isEqualTo(4096 + SIZE);
    }
  }

  @Test
  void anEmptyFileIsNotGrownForReading() throws Exception {
    Path path = Files.createFile(folder.resolve("empty"));
    try (var made = new Made(path, SIZE, READ)) {
      assertThat(made.block().writable()).isFalse();
      assertThat(Files.size(path)).isZero();
    }
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(
            () -> new Made(path, SIZE, Map.of("readonly", true, "rom", "off", "prealloc", true)))
        .withMessageContaining("prealloc failed");
    assertThat(Files.size(path)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {SIZE, SIZE + 1, 3 * SIZE})
  void aLongEnoughFileKeepsItsLengthAndContent(long length) throws Exception {
    Path path = file("long", length);
    try (var made = new Made(path, SIZE, SHARE)) {
      assertThat(made.block().segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 7);
      assertThat(Files.size(path)).isEqualTo(length);
    }
    assertThat(Files.readAllBytes(path)).containsOnly(7).hasSize((int) length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aShortFileIsRefusedUntouched(boolean readonly) throws Exception {
    Path path = file("short", SIZE + 4095);
    var mtime = Files.getLastModifiedTime(path);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(path, SIZE, Map.of("readonly", readonly, "offset", 4096)))
        .withMessageContaining("too small");
    assertThat(Files.readAllBytes(path)).containsOnly(7).hasSize((int) SIZE + 4095);
    assertThat(Files.getLastModifiedTime(path)).isEqualTo(mtime);
  }

  @Test
  void inAFolderAFileWithoutANameIsMade() throws Exception {
    Map<String, ?> byPath = Map.of("share", true, "x-use-canonical-path-for-ramblock-id", true);
    try (var made = new Made(folder, SIZE, WRITE);
        var named = new Made(folder, SIZE, byPath)) {
      made.block().segment().fill((byte) 1);
      named.block().segment().fill((byte) 2);
      assertThat(made.block().segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 1);
      assertThat(folder).isEmptyDirectory();
      assertThat(Made.traces(folder + "/qemu_back_mem.m0."))
          .anySatisfy(
              line -> assertThat(line).matches(".*/qemu_back_mem\\.m0\\.\\w{6} .deleted.$"));
      assertThat(Made.traces(folder + "/qemu_back_mem._objects_m0.")).isNotEmpty();
      Path descriptor =
          Path.of("/proc/self/fd/" + made.memory().backing().orElseThrow().descriptor());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(descriptor)))
          .isEqualTo("rw-------");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderCannotBeReadOnly() {
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(folder, SIZE, READ))
        .withMessageContainingAll("is a folder", "EISDIR");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void zeroesComeFromDevZero() throws Exception {
    for (Map<String, ?> more : List.of(WRITE, SHARE, READ)) {
      try (var made = new Made("/dev/zero", SIZE, more)) {
        assertThat(made.block().segment().get(JAVA_BYTE, SIZE - 1)).isZero();
      }
    }
  }

  @Test
  void devNullCannotBeMapped() {
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made("/dev/null", SIZE, WRITE))
        .withMessageContainingAll("mem-path cannot be mapped", "ENODEV");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPipeIsRefusedAndHoldsUpNobody(boolean readonly) throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(run("mkfifo", pipe.toString()), "mkfifo is not there");
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(pipe, SIZE, Map.of("readonly", readonly)))
        .withMessageContaining("is a pipe or socket");
  }

  @Test
  void aLinkIsFollowed() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file("real", SIZE));
    try (var made = new Made(link, SIZE, WRITE)) {
      assertThat(made.block().segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void aLinkToNothingIsRefused() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    Path link = Files.createSymbolicLink(folder.resolve("link"), nowhere);
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> new Made(link, SIZE, WRITE))
        .withMessageContaining("symbolic link");
    assertThat(nowhere).doesNotExist();
    assertThat(link).isSymbolicLink();
  }

  @Test
  void linksInACircleAreRefused() throws Exception {
    Path link = folder.resolve("circle");
    Files.createSymbolicLink(link, link);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(link, SIZE, WRITE))
        .withMessageContaining("ELOOP");
  }

  @Test
  void aFileInSysfsIsRefusedForWritingWithAHint() {
    Path path = Path.of("/sys/kernel/mm/transparent_hugepage/hpage_pmd_size");
    assumeTrue(Files.exists(path), "no sysfs with read-only files");
    assertThatExceptionOfType(HostException.class) // EACCES, also for root
        .isThrownBy(() -> new Made(path, 4096, WRITE))
        .withMessageContaining("EACCES")
        .withMessageEndingWith(
            "give readonly=on,rom=off for private memory that starts as a copy of the file");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> new Made(path, 4096, SHARE))
        .withMessageEndingWith("give readonly=on for a ROM, or the right to write");
  }

  @Test
  void aRunningProgramIsATemplateToo() throws Exception {
    Path sleep = Path.of("/bin/sleep");
    assumeTrue(Files.exists(sleep), "no /bin/sleep");
    Path program = folder.resolve("program");
    Files.copy(sleep, program, StandardCopyOption.COPY_ATTRIBUTES);
    Process running = new ProcessBuilder(program.toString(), "60").start();
    try {
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> new Made(program, 4096, WRITE))
          .withMessageContainingAll("ETXTBSY", "readonly=on,rom=off");
      try (var made = new Made(program, 4096, Map.of("readonly", true, "rom", "off"))) {
        assertThat(made.block().segment().get(JAVA_BYTE, 1)).isEqualTo((byte) 'E');
        made.block().segment().set(JAVA_BYTE, 1, (byte) 0);
      }
    } finally {
      running.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void twoBackendsMapOneFile() throws Exception {
    Path path = folder.resolve("both");
    try (var one = new Made(path, 2 * SIZE, SHARE);
        var two = new Made(path, SIZE, Map.of("share", true, "offset", SIZE))) {
      one.block().segment().set(JAVA_LONG, SIZE, 99);
      assertThat(two.block().segment().get(JAVA_LONG, 0)).isEqualTo(99);
      assertThat(two.memory().backing().orElseThrow().offsetBytes()).isEqualTo(SIZE);
    }
  }

  @Test
  void refusedCombinationsTouchNothing() {
    Path path = folder.resolve("new");
    for (Map<String, ?> more :
        List.<Map<String, ?>>of(
            Map.of("rom", "on"),
            Map.of("share", true, "rom", "on"),
            Map.of("share", true, "readonly", true, "rom", "off"))) {
      assertThatThrownBy(() -> new Made(path, SIZE, more))
          .isInstanceOf(InvalidRequestException.class)
          .hasMessageContaining("cannot go with");
    }
    assertThat(path).doesNotExist();
  }

  private Path file(String name, long length) throws Exception {
    byte[] content = new byte[(int) length];
    Arrays.fill(content, (byte) 7);
    return Files.write(folder.resolve(name), content);
  }

  private static long longAt(Path file, int offset) throws Exception {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder()).getLong(offset);
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }
}
