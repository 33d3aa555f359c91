package org.backplane.rng;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.backplane.api.BackplaneException;
import org.backplane.api.rng.EntropyRequest;
import org.backplane.api.rng.RngBackend;
import org.backplane.tck.TestCreation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest got is not to be found in this process's memory any more, garbage included. */
final class SecretsTest {

  private static final int SIZE = 64;

  @TempDir Path folder;

  /** Keeps what it gets outside of the heap. */
  private static final class OffHeap implements EntropyRequest.Receiver {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE);
    private final CountDownLatch filled = new CountDownLatch(1);

    @Override
    public void filled(ByteBuffer entropy) {
      bytes.put(entropy).flip();
      filled.countDown();
    }

    @Override
    public void handedBack() {}

    @Override
    public void failed(BackplaneException reason) {}
  }

  @Test
  void nothingOfADevicesBytesIsLeftOnTheHeap() throws Exception {
    var factory = new RngRandomFactory();
    var receiver = new OffHeap();
    try (var creation = new TestCreation(factory.description(), "r", Map.of());
        var backend = (RngBackend) factory.create(creation)) {
      backend.request(new EntropyRequest(SIZE, receiver));
      receiver.filled.await();
    } // the thread that served has ended, and has wiped what it had
    Path dump = folder.resolve("heap.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), false);
    assertThat(occurs(ByteBuffer.wrap("heap.hprof".getBytes("US-ASCII")), dump))
        .as("this search finds what is there")
        .isTrue();
    assertThat(occurs(receiver.bytes, dump)).isFalse();
  }

  private static boolean occurs(ByteBuffer wanted, Path file) throws Exception {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var all = channel.map(FileChannel.MapMode.READ_ONLY, 0, Files.size(file));
      byte first = wanted.get(0);
      for (int at = 0; at <= all.limit() - wanted.limit(); at++) {
        if (all.get(at) == first && all.slice(at, wanted.limit()).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }
}
