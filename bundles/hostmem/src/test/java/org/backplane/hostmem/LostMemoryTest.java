package org.backplane.hostmem;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.linux.FaultGuard;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.OpenFlag;
import org.backplane.tck.TestCreation;
import org.backplane.tck.TestProgress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Memory on a file that somebody else cuts. */
@Timeout(60)
final class LostMemoryTest {

  private static final long SIZE = 1L << 20;
  private static final long PAGE = 4096;
  private static final TypeDescription TYPE =
      MemoryBackendProperties.type("memory-backend-test", "for tests", MemoryDefaults.SHARED);

  @TempDir private Path folder;
  private final TestCreation definition = new TestCreation(TYPE, "m0", Map.of("size", SIZE));
  private @Nullable Mapping mapping;

  @BeforeEach
  void begin() {
    assumeTrue(FaultGuard.available(), "memory is not guarded on this host");
  }

  @AfterEach
  void end() {
    definition.close();
  }

  private MappedMemory make() throws BackplaneException {
    return MappedMemory.keep(
        definition, MemorySettings.of(definition), MappedMemory.OwnProperties.none(), this::map);
  }

  private Mapping map() throws LinuxException {
    Set<OpenFlag> flags = Set.of(OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE);
    FileDescriptor file = FileDescriptor.open(folder.resolve("memory"), flags, 0600);
    file.truncate(SIZE);
    mapping = Mapping.file(MappingSpec.ofSize(SIZE).withShared(true), file, 0, false);
    return mapping;
  }

  private void cutTo(long length) throws IOException {
    try (var file = FileChannel.open(folder.resolve("memory"), StandardOpenOption.WRITE)) {
      file.truncate(length);
    }
  }

  private static MemoryLoss awaitLoss(MappedMemory memory) throws Exception {
    return listening(memory).get(20, TimeUnit.SECONDS);
  }

  private static CompletableFuture<MemoryLoss> listening(MappedMemory memory) {
    var heard = new CompletableFuture<MemoryLoss>();
    var _ = memory.onLoss(heard::complete);
    return heard;
  }

  @Test
  void readsAsZerosAndIsReported() throws Exception {
    try (var memory = make()) {
      memory.block().segment().fill((byte) 7);
      cutTo(SIZE / 2);
      var ended = new CompletableFuture<MemoryLoss>();
      memory.onLoss(ended::complete).close();
      CompletableFuture<MemoryLoss> heard = listening(memory);
      assertThat(heard).isNotDone();
      assertThat(memory.block().segment().get(JAVA_BYTE, SIZE - 1)).isZero();
      assertThat(memory.block().segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 7);
      MemoryLoss loss = heard.get(20, TimeUnit.SECONDS);
      assertThat(awaitLoss(memory)).as("told at once when it is known").isEqualTo(loss);
      assertThat(ended).isNotDone();
      assertThat(loss.offsetBytes()).isBetween(SIZE - PAGE, SIZE - 1);
      assertThat(loss.reason()).contains("its file was cut");
      assertThat(memory.usage().lostBytes()).isPositive().isLessThanOrEqualTo(SIZE / 2);
      assertThat(memory.read("x-lost-size"))
          .contains(new PropertyValue.Unsigned(memory.usage().lostBytes()));
    }
  }

  @Test
  void newCodeHearsOfAnOldLossAndOldCodeOfNoNewOne() throws Exception {
    MappedMemory old = make();
    CompletableFuture<MemoryLoss> heardByOld = listening(old);
    old.close();
    try (var next = make()) {
      cutTo(0);
      next.block().segment().set(JAVA_BYTE, 0, (byte) 1);
      assertThat(awaitLoss(next).offsetBytes()).isZero();
    }
    try (var last = make()) {
      assertThat(awaitLoss(last).offsetBytes()).isZero();
    }
    assertThat(heardByOld).isNotDone();
  }

  @Test
  void aListenerThatThrowsOrHangsStopsNobody() throws Exception {
    var release = new CountDownLatch(1);
    try (var memory = make()) {
      cutTo(0);
      var threads = new CompletableFuture<Thread>();
      for (int i = 0; i < 3; i++) {
        var _ = memory.onLoss(_ -> awaitQuietly(release));
        var _ =
            memory.onLoss(
                _ -> {
                  throw new IllegalStateException("a listener of a test");
                });
      }
      CompletableFuture<MemoryLoss> heard = listening(memory);
      memory.block().segment().set(JAVA_BYTE, 0, (byte) 1);
      assertThat(heard.get(20, TimeUnit.SECONDS).offsetBytes()).isZero();
      var _ = memory.onLoss(_ -> awaitQuietly(release)); // known by now, and still at once
      var _ = memory.onLoss(_ -> threads.complete(Thread.currentThread()));
      assertThat(threads.get(20, TimeUnit.SECONDS)).isNotEqualTo(Thread.currentThread());
    } finally {
      release.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void isReportedOnceAlsoWhenItHappensWhileNoCodeIsThere() throws Exception {
    make().close();
    Mapping lost = mapping();
    cutTo(0);
    lost.segment().set(JAVA_BYTE, 0, (byte) 1);
    assertThat(lost.lostBytes()).isPositive();
    var reported = new CompletableFuture<MemoryLoss>();
    try (var _ = new LossWatch(lost, reported::complete)) {
      assertThat(reported.get(20, TimeUnit.SECONDS).offsetBytes()).isZero();
    }
    assertThat(lost.claimLossReport()).as("to be reported by code that comes later").isFalse();
  }

  @Test
  void nobodyHearsOfItAfterTheCodeEnded() throws Exception {
    make().close();
    var watch = new LossWatch(mapping(), _ -> {});
    var early = new CompletableFuture<MemoryLoss>();
    var late = new CompletableFuture<MemoryLoss>();
    var _ = watch.listen(early::complete);
    watch.close();
    watch.listen(late::complete).close();
    var _ = watch.listen(late::complete);
    cutTo(0);
    mapping().segment().set(JAVA_BYTE, 0, (byte) 1);
    try (var memory = make()) {
      assertThat(awaitLoss(memory).offsetBytes()).isZero();
    }
    assertThat(early).isNotDone();
    assertThat(late).isNotDone();
  }

  private Mapping mapping() {
    if (mapping == null) {
      throw new AssertionError("make() comes first");
    }
    return mapping;
  }

  @Test
  void thatIsMissedWhileItIsTouchedIsARefusal() throws Exception {
    try (var memory = make()) {
      cutTo(SIZE / 2);
      var preallocator =
          new Preallocator(
              definition, (name, body) -> Thread.ofPlatform().daemon().name(name).start(body));
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> preallocator.populate(touchedPages(), 1, ""))
          .withMessageStartingWith(
              "memory-backend-test 'm0': prealloc failed: the host does not have ")
          .withMessageContaining("of 1048576 bytes (SIGBUS); make room in the file system");
      assertThat(awaitLoss(memory).offsetBytes()).isEqualTo(SIZE / 2);
    }
  }

  @Test
  void thatTheKernelMissesIsARefusalToo() throws Exception {
    try (var memory = make()) {
      cutTo(SIZE / 2);
      assertThatExceptionOfType(HostException.class)
          .isThrownBy(() -> definition.set(memory, "prealloc", true))
          .withMessageStartingWith("memory-backend-test 'm0': prealloc failed: madvise")
          .withMessageContaining("EFAULT");
      assertThat(memory.read("prealloc")).contains(new PropertyValue.Bool(false));
      assertThat(memory.usage().lostBytes()).isZero();
    }
  }

  @Test
  void anErrorOfTheJvmWhilePagesAreTouchedIsARefusal() {
    var pages =
        new FakePages(SIZE, PAGE, Refusals.einval()) {
          @Override
          public void touch(long offsetBytes, long lengthBytes) {
            throw new InternalError("a fault occurred in an unsafe memory access operation");
          }
        };
    var preallocator =
        new Preallocator(
            definition, (name, body) -> Thread.ofPlatform().daemon().name(name).start(body));
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> preallocator.populate(pages, 1, ""))
        .withMessageContaining("prealloc failed: the host does not have a page (SIGBUS)");
    assertThat(definition.jobs()).hasSize(1).allMatch(TestProgress::closed);
  }

  /** The real pages, by a kernel that cannot populate. */
  private Pages touchedPages() {
    Pages real = new MappedPages(mapping(), true);
    return new FakePages(SIZE, PAGE, Refusals.einval()) {
      @Override
      public void touch(long offsetBytes, long lengthBytes) {
        real.touch(offsetBytes, lengthBytes);
      }

      @Override
      public long lostBytes() {
        return real.lostBytes();
      }
    };
  }
}
