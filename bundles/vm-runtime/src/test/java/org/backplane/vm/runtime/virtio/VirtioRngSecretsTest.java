package org.backplane.vm.runtime.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Map;
import org.backplane.api.rng.EntropyRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest's entropy is not to be found in this process's heap any more, garbage included. */
final class VirtioRngSecretsTest {

  private static final int SIZE = 64;

  @TempDir Path folder;

  private final FakeRegistry registry = new FakeRegistry();
  private final ScriptedRng backend = new ScriptedRng();
  private final ByteBuffer delivered = ByteBuffer.allocateDirect(SIZE);
  private final ByteBuffer undelivered = ByteBuffer.allocateDirect(SIZE);

  VirtioRngSecretsTest() {
    var random = new SecureRandom();
    for (int n = 0; n < SIZE; n++) { // never as a whole on the heap
      delivered.put(n, (byte) random.nextInt());
      undelivered.put(n, (byte) random.nextInt());
    }
  }

  @Test
  void nothingIsLeftOfWhatWasDeliveredAndOfWhatWasNot() throws Exception {
    registry.attach(backend);
    try (Rig rig = Rig.rng(registry, new HandClock(), Map.of())) {
      GuestRing ring = rig.driver.bringUp();
      rig.postBuffer(ring, 0, SIZE);
      rig.settle();
      backend.take().fill(delivered.duplicate());
      rig.settle();
      assertThat(ring.takeAll()).hasSize(1);

      rig.postBuffer(ring, 0, SIZE);
      rig.settle();
      EntropyRequest last = backend.take();
      rig.transport.running(false);
      last.fill(undelivered.duplicate());
      rig.settle();
    }
    Path dump = folder.resolve("heap.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), false);
    assertThat(occurs(ByteBuffer.wrap("heap.hprof".getBytes("US-ASCII")), dump))
        .as("this search finds what is there")
        .isTrue();
    assertThat(occurs(delivered, dump)).as("what the guest has").isFalse();
    assertThat(occurs(undelivered, dump)).as("what it never got").isFalse();
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
