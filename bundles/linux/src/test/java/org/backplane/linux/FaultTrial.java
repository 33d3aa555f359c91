package org.backplane.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.backplane.linux.CutFiles.PAGE;
import static org.backplane.linux.CutFiles.PAGES;
import static org.backplane.linux.CutFiles.SIZE;
import static org.backplane.linux.CutFiles.await;
import static org.backplane.linux.CutFiles.check;
import static org.backplane.linux.CutFiles.cut;
import static org.backplane.linux.CutFiles.cutHere;
import static org.backplane.linux.CutFiles.file;
import static org.backplane.linux.CutFiles.map;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * What happens in a process of its own, because it would end the process that tests if the guard
 * failed. {@link #main} runs one trial by name in a folder; exit code 0 means all was as expected.
 */
final class FaultTrial {
  private final Path folder;

  private FaultTrial(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    var trial = new FaultTrial(Path.of(arguments[1]));
    switch (arguments[0]) {
      case "access" -> trial.everyAccess(Integer.parseInt(arguments[2]));
      case "readonly" -> trial.readOnlyMemory();
      case "partial" -> trial.onlyWhatWasCutIsLost();
      case "private" -> trial.ownPagesOfAPrivateMappingGoToo();
      case "full" -> trial.fullFileSystem();
      case "huge" -> trial.hugePages();
      case "scattered" -> trial.scatteredLosses();
      case "many" -> trial.manyMappings();
      case "chain" -> trial.othersFaultsGoToTheJvm();
      case "writers" -> trial.writesOfSeveralThreadsStick();
      case "storm" -> trial.storm(Integer.parseInt(arguments[2]));
      case "end" -> trial.nothingIsLeft();
      case "unguarded" -> trial.unguarded();
      case "previous" -> trial.previousHandler(Byte.parseByte(arguments[2]), arguments[3]);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    System.out.println("survived");
  }

  /** Warms each access up on healthy memory, so that the compilers have seen no fault before. */
  private void everyAccess(int warmRounds) throws Exception {
    for (FaultAccess access : FaultAccess.values()) {
      for (boolean shared : List.of(true, false)) {
        Path file = file(folder);
        try (var mapping = map(file, shared, true)) {
          mapping.segment().fill((byte) 0);
          for (int i = 0; i < warmRounds; i++) {
            check(access.isZero(mapping.segment()), "warm-up");
          }
        }
        accessAfterCut(access, shared);
      }
    }
  }

  private void accessAfterCut(FaultAccess access, boolean shared) throws Exception {
    Path file = file(folder);
    String what = access + (shared ? " shared" : " private");
    try (var mapping = map(file, shared, true)) {
      var told = new AtomicInteger();
      var offset = new AtomicLong(-1);
      var heard = new CountDownLatch(1);
      Hold hold =
          mapping.onLoss(
              loss -> {
                told.incrementAndGet();
                offset.set(loss.offsetBytes());
                heard.countDown();
              });
      check(mapping.segment().get(JAVA_BYTE, SIZE - 1) == 1, "content before");
      cut(file, 0);
      check(access.isZero(mapping.segment()), what + ": zeros");
      check(mapping.lostBytes() == SIZE, what + ": lost " + mapping.lostBytes());
      mapping.segment().set(JAVA_LONG, 8 * PAGE, 42);
      check(mapping.segment().get(JAVA_LONG, 8 * PAGE) == 42, what + ": a write sticks");
      check(heard.await(10, TimeUnit.SECONDS), what + ": told");
      var late = new CountDownLatch(1);
      try (var _ = mapping.onLoss(_ -> late.countDown())) {
        check(late.await(10, TimeUnit.SECONDS), what + ": told afterwards");
      }
      check(told.get() == 1, what + ": told once");
      check(offset.get() >= 0 && offset.get() < SIZE, what + ": offset " + offset);
      hold.close();
    }
    check(Files.size(file) == 0, "the file is nobody's");
  }

  private void readOnlyMemory() throws Exception {
    for (boolean shared : List.of(true, false)) {
      Path file = file(folder);
      try (var mapping = map(file, shared, false)) {
        cut(file, 0);
        check(FaultAccess.MISMATCH.isZero(mapping.segment()), "zeros");
        check(mapping.lostBytes() == SIZE, "all lost");
        check(
            SelfMaps.at(mapping.segment().address()).orElseThrow().permissions().equals("r--p"),
            "still not writable");
      }
    }
  }

  private void onlyWhatWasCutIsLost() throws Exception {
    Path file = file(folder);
    try (var mapping = map(file, true, true)) {
      cut(file, 40 * PAGE);
      MemorySegment memory = mapping.segment();
      check(FaultAccess.BYTES.isZero(memory.asSlice(40 * PAGE)), "zeros behind the cut");
      check(mapping.lostBytes() == 24 * PAGE, "lost " + mapping.lostBytes());
      memory.set(JAVA_BYTE, 40 * PAGE - 1, (byte) 5);
      try (var channel = FileChannel.open(file)) {
        var last = ByteBuffer.allocate(1);
        check(channel.read(last, 40 * PAGE - 1) == 1 && last.get(0) == 5, "the rest is the file");
      }
      check(memory.get(JAVA_BYTE, 0) == 1, "the rest has its content");
      cut(file, SIZE); // longer again
      check(memory.get(JAVA_BYTE, 50 * PAGE) == 0 && mapping.lostBytes() == 24 * PAGE, "as before");
    }
  }

  private void ownPagesOfAPrivateMappingGoToo() throws Exception {
    Path file = file(folder);
    try (var mapping = map(file, false, true)) {
      mapping.segment().fill((byte) 9);
      cut(file, 0);
      check(FaultAccess.BYTES.isZero(mapping.segment()), "own pages are gone");
      check(mapping.lostBytes() == SIZE, "all lost");
    }
  }

  /** The folder is on a file system of 1 MiB. What is there stays there. */
  private void fullFileSystem() throws Exception {
    Path file = folder.resolve("sparse");
    try (var descriptor =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      descriptor.write(ByteBuffer.allocate(1), (4 << 20) - 1);
    }
    var flags = Set.of(OpenFlag.READ, OpenFlag.WRITE);
    var spec = MappingSpec.ofSize(4 << 20).withShared(true);
    try (var mapping = Mapping.file(spec, FileDescriptor.open(file, flags), 0, false)) {
      MemorySegment memory = mapping.segment();
      for (long at = 0; at < memory.byteSize(); at += PAGE) {
        memory.set(JAVA_LONG, at, at + 1);
      }
      for (long at = 0; at < memory.byteSize(); at += PAGE) {
        check(memory.get(JAVA_LONG, at) == at + 1, "page " + at / PAGE + " kept its content");
      }
      long lost = mapping.lostBytes();
      check(lost >= 3 << 20 && lost < 4 << 20, "lost " + lost);
    }
  }

  /** More huge pages than the pool has, without reservation. */
  private void hugePages() throws Exception {
    long huge = 2 << 20;
    var file = MemoryFile.create("trial", false, true, huge);
    file.truncate(4 * huge);
    for (boolean shared : List.of(true, false)) {
      var spec = MappingSpec.ofSize(4 * huge).withShared(shared).withReserve(false);
      try (var mapping = Mapping.file(spec, file.dup(), 0, false)) {
        MemorySegment memory = mapping.segment();
        for (long at = 0; at < 4 * huge; at += PAGE) {
          memory.set(JAVA_LONG, at, at + 1);
        }
        for (long at = 0; at < 4 * huge; at += PAGE) {
          check(memory.get(JAVA_LONG, at) == at + 1, "writes stick");
        }
        long lost = mapping.lostBytes();
        check(lost >= 2 * huge && lost % huge == 0, "lost " + lost);
        System.out.println("lost " + lost);
      }
    }
    file.close();
  }

  /** Every second page: more areas than the kernel allows, if each stayed one. */
  private void scatteredLosses() throws Exception {
    int pages = 100_000;
    Path file = folder.resolve("large");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), (long) pages * PAGE - 1);
    }
    var flags = Set.of(OpenFlag.READ, OpenFlag.WRITE);
    var spec = MappingSpec.ofSize((long) pages * PAGE).withShared(true);
    long budget = FaultGuard.table().budget();
    try (var mapping = Mapping.file(spec, FileDescriptor.open(file, flags), 0, false)) {
      cut(file, 0);
      int most = 0;
      for (int page = 0; page < pages; page += 2) {
        check(mapping.segment().get(JAVA_BYTE, (long) page * PAGE) == 0, "zero");
        if (page == budget) {
          most = SelfMaps.areas().size();
        }
      }
      check(most > budget / 2, "page by page at first: " + most);
      check(SelfMaps.areas().size() < 1000, "then all of it: " + SelfMaps.areas().size());
      check(mapping.lostBytes() == (long) pages * PAGE, "lost " + mapping.lostBytes());
      check(FaultGuard.table().budget() == budget, "areas given back");
    }
    check(FaultGuard.table().budget() == budget, "areas given back");
  }

  private void manyMappings() throws Exception {
    int count = 3000;
    Path file = file(folder);
    List<Mapping> mappings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      mappings.add(map(file, i % 2 == 0, true));
    }
    cut(file, 0);
    for (Mapping mapping : mappings) {
      check(mapping.segment().get(JAVA_BYTE, 3 * PAGE) == 0, "zero");
      check(mapping.lostBytes() == PAGE, "a page of each");
    }
    check(FaultGuard.table().used() == count, "slots in use");
    mappings.forEach(Mapping::close);
    check(FaultGuard.table().used() == 0, "slots free");
  }

  private void othersFaultsGoToTheJvm() throws Exception {
    Path file = file(folder);
    try (var mapping = map(file, true, true);
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var buffer = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
      check(buffer.get(0) == 1 && mapping.segment().get(JAVA_BYTE, 0) == 1, "content");
      cut(file, 0);
      boolean error = false;
      try {
        buffer.get(5 * PAGE);
      } catch (InternalError e) {
        error = true;
      }
      check(error, "InternalError for a mapping of the JDK");
      check(mapping.segment().get(JAVA_BYTE, 5 * PAGE) == 0, "zero in a mapping of ours");
    }
  }

  /** Threads that miss the same page at the same time: nobody's write may vanish. */
  private void writesOfSeveralThreadsStick() throws Exception {
    for (int round = 0; round < 300; round++) {
      Path file = file(folder);
      try (var mapping = map(file, true, true)) {
        cutHere(file);
        int threads = 8;
        var go = new CountDownLatch(1);
        List<Thread> writers =
            IntStream.range(0, threads)
                .mapToObj(
                    n ->
                        Thread.ofPlatform()
                            .start(
                                () -> {
                                  await(go);
                                  for (int page = 0; page < PAGES; page++) {
                                    mapping.segment().set(JAVA_LONG, page * PAGE + n * 8L, n + 1);
                                  }
                                }))
                .toList();
        go.countDown();
        for (Thread writer : writers) {
          writer.join();
        }
        for (int page = 0; page < PAGES; page++) {
          for (int n = 0; n < threads; n++) {
            long value = mapping.segment().get(JAVA_LONG, page * PAGE + n * 8L);
            check(value == n + 1, "round " + round + " page " + page + " writer " + n);
          }
        }
        check(mapping.lostBytes() == SIZE, "each page once: " + mapping.lostBytes());
      }
    }
  }

  /** Threads that lose memory all the time beside threads that map, listen, and collect garbage. */
  private void storm(int rounds) throws Exception {
    int threads = 8;
    var failures = new AtomicInteger();
    List<Thread> all =
        IntStream.range(0, threads)
            .mapToObj(n -> Thread.ofPlatform().start(() -> stormy(n, rounds, failures)))
            .toList();
    for (Thread thread : all) {
      thread.join();
    }
    check(failures.get() == 0, "failures " + failures);
    check(FaultGuard.table().used() == 0, "slots in use: " + FaultGuard.table().used());
  }

  private void stormy(int n, int rounds, AtomicInteger failures) {
    byte[][] garbage = new byte[64][];
    try {
      for (int round = 0; round < rounds; round++) {
        Path file = file(folder);
        try (var mapping = map(file, n % 2 == 0, true)) {
          var heard = new CountDownLatch(1);
          if (n < 4) {
            mapping.onLoss(_ -> heard.countDown());
            cutHere(file);
          }
          garbage[round % 64] = new byte[100_000];
          for (int i = 0; i < PAGES; i++) {
            int page = ThreadLocalRandom.current().nextInt(PAGES);
            mapping.segment().set(JAVA_BYTE, (long) page * PAGE, (byte) 3);
            check(mapping.segment().get(JAVA_BYTE, (long) page * PAGE) == 3, "sticks");
          }
          check(mapping.lostBytes() > 0 == n < 4, "lost " + mapping.lostBytes());
          check(n >= 4 || heard.await(10, TimeUnit.SECONDS), "told");
        }
        Files.delete(file);
      }
    } catch (Exception | Error e) {
      e.printStackTrace();
      failures.incrementAndGet();
    }
  }

  private void nothingIsLeft() throws Exception {
    accessAfterCut(FaultAccess.BYTES, true); // whatever is loaded or made once
    int descriptors = SelfMaps.openDescriptors();
    for (int i = 0; i < 50; i++) {
      accessAfterCut(FaultAccess.BYTES, true);
      check(!watcherRuns(), "no thread after the last close");
    }
    check(SelfMaps.openDescriptors() == descriptors, "descriptors");
    check(FaultGuard.table().used() == 0, "slots");
    Path file = file(folder);
    try (var mapping = map(file, true, true)) {
      check(!watcherRuns(), "no thread before somebody listens");
      mapping.onLoss(_ -> {});
      check(watcherRuns(), "a thread while somebody listens");
      var other = map(file, true, true);
      other.onLoss(_ -> {});
      other.close();
      check(watcherRuns(), "still somebody listens");
    }
    check(!watcherRuns(), "no thread after the last close");
  }

  /** A mapping that nobody watches: shows that such accesses end the process. */
  private void unguarded() throws Exception {
    Path file = file(folder);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, Arena.global());
      cut(file, 0);
      FaultAccess.NATIVE_CODE.isZero(memory);
    }
  }

  /** The process had no SIGBUS handler (0) or ignored the signal (1) before the guard came. */
  private void previousHandler(byte handler, String cause) throws Exception {
    byte[] action = new byte[152];
    action[0] = handler;
    check(LibC.sigaction(7, action, new byte[152]) == 0, "sigaction");
    accessAfterCut(FaultAccess.BYTES, true);
    System.out.println("guarded");
    if (cause.equals("kill")) {
      String self = Long.toString(ProcessHandle.current().pid());
      check(new ProcessBuilder("kill", "-BUS", self).start().waitFor() == 0, "kill");
    } else {
      unguarded();
    }
  }

  private static boolean watcherRuns() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals(FaultListeners.THREAD_NAME));
  }
}
