package org.backplane.hostmem.file;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackplaneException;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Hold;
import org.backplane.linux.OpenFlag;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A refused creation takes back what it did, and nothing that others use or have written. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedUndoTest {

  private static final long SIZE = 1 << 20;
  private static final Map<String, ?> NO_SUCH_NODE =
      Map.of("policy", "bind", "host-nodes", List.of(127));
  private static final Map<String, ?> SHARE = Map.of("share", true);
  private static final int RACES = 3000;

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

  @Test
  void whatAnotherThreadUnmapsLeavesNothingEither() throws Exception {
    for (int round = 0; round < 30; round++) {
      for (Path path : List.of(missing, empty)) {
        assertThatThrownBy(() -> new Made(path, 1L << 30, NO_SUCH_NODE))
            .hasMessageContaining("mbind");
      }
      assertThat(missing).as("round %d", round).doesNotExist();
      assertThat(empty).as("round %d", round).isEmptyFile();
    }
  }

  @Test
  void whatAnotherObjectUsesStays() throws Exception {
    var undo = new FileUndo();
    growBoth(undo);
    try (var one = new Made(missing, SIZE, SHARE);
        var other = new Made(empty, SIZE, SHARE)) {
      undo.close();
      assertThat(Files.size(missing)).isEqualTo(SIZE);
      assertThat(Files.size(empty)).isEqualTo(SIZE);
      one.block().segment().set(JAVA_BYTE, 0, (byte) 1);
      other.block().segment().set(JAVA_BYTE, 0, (byte) 1);
    }
    assertThat(Files.size(missing)).isEqualTo(SIZE);
  }

  /** Of two creations one is refused, the other succeeds and has its file. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRefusalNeverCostsAnotherObjectItsFile(boolean exists) throws Exception {
    Path path = folder.resolve("both");
    var start = new CyclicBarrier(2);
    try (var threads = Executors.newSingleThreadExecutor()) {
      for (int race = 1; race <= RACES / 2; race++) {
        if (exists) {
          Files.createFile(path);
        }
        var refusal = threads.submit(() -> refused(start, path));
        start.await();
        try (var made = new Made(path, SIZE, SHARE)) {
          assertThat(refusal.get()).as("race %d", race).isTrue();
          made.block().segment().set(JAVA_INT, 0, race);
          assertThat(Files.size(path)).as("race %d", race).isEqualTo(SIZE);
          assertThat(firstInt(path)).isEqualTo(race);
        }
        Files.delete(path);
      }
    }
  }

  private static boolean refused(CyclicBarrier start, Path path) throws Exception {
    start.await();
    try (var _ = new Made(path, SIZE, NO_SUCH_NODE)) {
      return false;
    } catch (BackplaneException e) {
      return e.getMessage().contains("mbind");
    }
  }

  private static int firstInt(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      return ByteBuffer.wrap(in.readNBytes(4)).order(ByteOrder.nativeOrder()).getInt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAnotherProcessHasOpenStays(boolean forReadingOnly) throws Exception {
    var undo = new FileUndo();
    growBoth(undo);
    String opens = forReadingOnly ? "exec 3<\"$1\" 4<\"$2\"" : "exec 3<>\"$1\" 4<>\"$2\"";
    Process other = start(opens + "; echo; exec cat");
    try {
      assertThat(other.getInputStream().read()).isEqualTo('\n');
      undo.close();
    } finally {
      other.destroy();
      other.waitFor();
    }
    assertThat(Files.size(missing)).isEqualTo(SIZE);
    assertThat(Files.size(empty)).isEqualTo(SIZE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "printf theirs | dd of=$f conv=notrunc", // where the file starts
        "printf theirs | dd of=$f conv=notrunc bs=1 seek=1048570", // where it ends
        "printf theirs >> $f", // behind
        "printf theirs > $f", // instead of all
      })
  void whatAnotherProcessHasWrittenStays(String command) throws Exception {
    var undo = new FileUndo();
    growBoth(undo);
    Process other = start("for f in \"$1\" \"$2\"; do " + command + "; done 2>/dev/null");
    assertThat(other.waitFor()).isZero();
    undo.close();
    assertThat(Files.readString(missing)).contains("theirs");
    assertThat(Files.readString(empty)).contains("theirs");
  }

  /**
   * All the way through: the file is changed while it is preallocated, which is then called off.
   */
  @Test
  void whatWasWrittenDuringALongPreallocationStays() throws Exception {
    for (Path path : List.of(missing, empty)) {
      assertRefusedWhilePreallocating(path, () -> write(path));
      assertThat(Files.size(path)).isEqualTo(64 * SIZE);
      assertThat(firstInt(path)).isEqualTo(42);
    }
  }

  @Test
  void whatWasOnlyPreallocatedDoesNot() throws Exception {
    for (Path path : List.of(missing, empty)) {
      assertRefusedWhilePreallocating(path, () -> {});
    }
    assertThat(missing).doesNotExist();
    assertThat(empty).isEmptyFile();
  }

  private static void write(Path path) throws IOException {
    byte[] value = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(42).array();
    try (var file = FileDescriptor.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE))) {
      assertThat(file.write(ByteBuffer.wrap(value))).isEqualTo(4);
    }
  }

  private static void assertRefusedWhilePreallocating(Path path, Deed deed) throws Exception {
    var factory = new HostmemFileFactory();
    var properties =
        Map.of("mem-path", path.toString(), "size", 64 * SIZE, "share", true, "prealloc", true);
    Thread creator = Thread.currentThread();
    var failures = new ConcurrentLinkedQueue<IOException>();
    try (var definition = new TestCreation(factory.description(), "m0", properties)) {
      var watched =
          new WatchedCreation(
              definition,
              () -> {
                try {
                  deed.run();
                } catch (IOException e) {
                  failures.add(e);
                }
                creator.interrupt();
              });
      assertThatThrownBy(() -> factory.create(watched)).hasMessageContaining("called off");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void whatHasTakenTheFilesPlaceStays() throws Exception {
    try (var undo = new FileUndo();
        var _ = undo.growNew(missing, make(missing), SIZE)) {
      Files.move(Files.writeString(folder.resolve("other"), "theirs"), folder.resolve("kept"));
      Files.delete(missing);
      Files.move(folder.resolve("kept"), missing);
    }
    assertThat(missing).hasContent("theirs");
  }

  @Test
  void aFileOfAnotherFileSystemWithTheSameNumberStays() throws Exception {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), one);
    try (var _ = Mount.make(one, "tmpfs", "size=4m");
        var _ = Mount.make(two, "tmpfs", "size=4m")) {
      Path file = link.resolve("file");
      try (var undo = new FileUndo();
          var made = undo.growNew(file, make(file), SIZE)) {
        Files.delete(link);
        Files.createSymbolicLink(link, two);
        Files.writeString(file, "theirs");
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(made.status().inode());
      }
      assertThat(file).hasContent("theirs");
      assertThat(one.resolve("file")).exists();
    }
  }

  @Test
  void successKeepsEverything() throws Exception {
    try (var undo = new FileUndo()) {
      growBoth(undo);
      undo.forget();
    }
    assertThat(Files.size(missing)).isEqualTo(SIZE);
    assertThat(Files.size(empty)).isEqualTo(SIZE);
  }

  @Test
  void aCreationWaitsForTheEndOfALease() throws Exception {
    var made = new FutureTask<>(() -> new Made(empty, SIZE, SHARE));
    Thread creator = Thread.ofPlatform().unstarted(made);
    try (var file = open(empty)) {
      try (Hold _ = file.onlyUser().orElseThrow()) {
        creator.start();
        while (creator.isAlive() && creator.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        assertThat(made).isNotDone();
      }
      made.get(30, TimeUnit.SECONDS).close();
    }
    creator.join();
    assertThat(Files.size(empty)).isEqualTo(SIZE);
  }

  @Test
  void aCreationDoesNotWaitForEver() throws Exception {
    try (var file = open(empty);
        Hold _ = file.onlyUser().orElseThrow()) {
      assertThatThrownBy(() -> new Made(empty, SIZE, SHARE))
          .hasMessageContainingAll("mem-path cannot be opened", "EAGAIN", "lease");
    }
    assertThat(empty).isEmptyFile();
  }

  /** Grows both files, and closes the copies as a refused creation does. */
  private void growBoth(FileUndo undo) throws IOException {
    undo.growNew(missing, make(missing), SIZE).close();
    undo.growEmpty(open(empty), SIZE).close();
  }

  private static FileDescriptor make(Path path) throws IOException {
    return FileDescriptor.open(
        path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE), 0644);
  }

  private static FileDescriptor open(Path path) throws IOException {
    return FileDescriptor.open(path, EnumSet.of(OpenFlag.READ, OpenFlag.WRITE));
  }

  private Process start(String script) throws IOException {
    return new ProcessBuilder("sh", "-c", script, "sh", missing.toString(), empty.toString())
        .start();
  }

  @FunctionalInterface
  private interface Deed {
    void run() throws IOException;
  }
}
