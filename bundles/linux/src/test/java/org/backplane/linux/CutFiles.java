package org.backplane.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** Files that are mapped and cut, for {@link FaultTrial}. */
final class CutFiles {
  static final int PAGE = 4096;
  static final int PAGES = 64;
  static final int SIZE = PAGES * PAGE;

  private CutFiles() {}

  /** A file of ones. */
  static Path file(Path folder) throws IOException {
    byte[] content = new byte[SIZE];
    Arrays.fill(content, (byte) 1);
    return Files.write(Files.createTempFile(folder, "trial", ""), content);
  }

  static Mapping map(Path file, boolean shared, boolean writable) throws LinuxException {
    var spec = MappingSpec.ofSize(SIZE).withShared(shared).withWritable(writable);
    var flags = Set.of(OpenFlag.READ, OpenFlag.WRITE);
    return Mapping.file(spec, FileDescriptor.open(file, flags), 0, false);
  }

  /** By another process, as it happens. */
  static void cut(Path file, long size) throws Exception {
    var command = new ProcessBuilder("truncate", "-s", Long.toString(size), file.toString());
    check(command.inheritIO().start().waitFor() == 0, "truncate");
  }

  static void cutHere(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
