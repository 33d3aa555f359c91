package org.backplane.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files whose host does not answer hold up who asked, and nobody else. */
@Timeout(60)
class HungFileTest {
  private static final Set<OpenFlag> BOTH = EnumSet.of(OpenFlag.READ, OpenFlag.WRITE);

  @TempDir Path folder;

  /** The opening of a pipe waits for the other end, as that of a file does for a lost server. */
  @Test
  void virtualThreadsRunWhileAllCarriersCouldBeWaiting() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    List<FutureTask<FileDescriptor>> waiting = new ArrayList<>();
    for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
      var task = new FutureTask<>(() -> FileDescriptor.open(fifo, Set.of(OpenFlag.READ)));
      Thread.ofVirtual().start(task);
      waiting.add(task);
    }
    var other = new CompletableFuture<Boolean>();
    Thread.ofVirtual().start(() -> other.complete(true));
    try {
      assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(waiting).noneMatch(FutureTask::isDone);
    } finally {
      release(fifo, waiting);
    }
  }

  /** The opening of a pipe waits for the other end, here for ever. */
  @Test
  void whoIsInterruptedLeavesAFileThatDoesNotAnswer() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var opening = new FutureTask<>(() -> FileDescriptor.open(fifo, Set.of(OpenFlag.WRITE)));
    Thread opener = Thread.ofVirtual().start(opening);
    awaitLent(1);
    opener.interrupt();
    assertThatThrownBy(opening::get)
        .hasRootCauseMessage("open of '%s': ECANCELED (called off)".formatted(fifo));
    try (var reader = FileDescriptor.open(fifo, Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING))) {
      awaitLent(0);
      assertThat(reader.read(ByteBuffer.allocate(1))).as("nobody writes").isEqualTo(-1);
    }
  }

  @Test
  void anInterruptDoesNotSpoilAnOpeningThatWaitsForNobody() throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[1]);
    var opening =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              try (var file = FileDescriptor.open(path, BOTH)) {
                return Thread.currentThread().isInterrupted() && file.number() > 0;
              }
            });
    Thread.ofVirtual().start(opening);
    assertThat(opening.get()).isTrue();
  }

  private static void awaitLent(int count) {
    while (Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals(FileDescriptor.THREAD_NAME))
            .count()
        != count) {
      Thread.onSpinWait();
    }
  }

  private static void release(Path fifo, List<FutureTask<FileDescriptor>> waiting)
      throws Exception {
    try (var _ = FileDescriptor.open(fifo, BOTH)) {
      for (FutureTask<FileDescriptor> task : waiting) {
        task.get().close();
      }
    }
  }

  @Test
  void noCallThatAFileSystemAnswersHoldsACarrier() throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[4096]);
    assertLent(() -> true, 0); // the carriers themselves
    assertLent(() -> FileDescriptor.open(path, BOTH), 1);
    try (var file = FileDescriptor.open(path, BOTH)) {
      assertLent(file::status, 1);
      assertLent(() -> done(() -> file.truncate(8192)), 1);
      assertLent(() -> done(() -> file.punch(0, 4096)), 1);
      assertLent(file::pageSizeBytes, 1);
      assertLent(file::isInMemory, 1);
      assertLent(() -> file.onlyUser().orElseThrow(), 1);
      var spec = MappingSpec.ofSize(4096);
      assertLent(() -> Mapping.file(spec, file.dup(), 0, false), 1);
      assertLent(() -> done(file::close), 1);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private static boolean done(Step step) throws IOException {
    step.run();
    return true;
  }

  /** At least, because the JVM may start threads of its own at the same time. */
  private static void assertLent(Callable<?> call, int least) throws Exception {
    var task = new FutureTask<Object>(call::call);
    long before = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount();
    Thread.ofVirtual().start(task);
    if (task.get() instanceof AutoCloseable made) {
      made.close();
    }
    long started = ManagementFactory.getThreadMXBean().getTotalStartedThreadCount() - before;
    assertThat(started).as("platform threads").isGreaterThanOrEqualTo(least);
  }

  @Test
  void withoutAThreadToLendTheCallIsMadeAllTheSame() throws Exception {
    var caller = new AtomicReference<@Nullable Thread>();
    PlatformCall.Lender poor =
        (_, _) -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    var task =
        new FutureTask<>(
            () ->
                PlatformCall.run(
                    "lent",
                    () -> {
                      caller.set(Thread.currentThread());
                      return LibC.errno() >= 0;
                    },
                    () -> {},
                    poor));
    Thread virtual = Thread.ofVirtual().start(task);
    assertThat(task.get()).isTrue();
    assertThat(caller.get()).isEqualTo(virtual);
  }

  @Test
  void whateverStopsAReleaseItMayBeTriedAgain() {
    var attempts = new AtomicInteger();
    var holds =
        new Holds(
            "it",
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("no thread");
              }
            });
    assertThatThrownBy(holds::close).isInstanceOf(OutOfMemoryError.class);
    holds.close();
    holds.close();
    assertThat(attempts).hasValue(2);
  }
}
