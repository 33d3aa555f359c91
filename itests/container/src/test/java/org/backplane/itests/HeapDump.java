package org.backplane.itests;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What is alive in the container, for who wants to know what holds on to something. */
final class HeapDump {

  /** The property that names the folder, in the build and in the container. */
  static final String FOLDER = "backplane.dumps";

  private HeapDump() {}

  /** Writes one; tells where, or why there is none. */
  static String write() {
    try {
      Path folder = Files.createDirectories(Path.of(System.getProperty(FOLDER)));
      Path file = folder.resolve("heap-" + Instant.now().toEpochMilli() + ".hprof");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpHeap(file.toString(), true);
      return "what holds them is in " + file;
    } catch (IOException e) {
      return "no heap dump: " + e; // the failure that asked for it matters more
    }
  }
}
