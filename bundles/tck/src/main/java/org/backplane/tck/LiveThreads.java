package org.backplane.tck;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Which threads of this process live, virtual ones included. */
public final class LiveThreads {

  private LiveThreads() {}

  /** The threads whose name contains a text, each with its number and name. */
  public static List<String> named(String part) throws IOException {
    Path folder = Files.createTempDirectory("threads");
    Path dump = folder.resolve("dump");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
      try (var lines = Files.lines(dump)) {
        // A thread's head line is the only one that starts with "#<number> "<name>"".
        return lines.filter(line -> line.startsWith("#") && line.contains(part)).toList();
      }
    } finally {
      Files.deleteIfExists(dump);
      Files.delete(folder);
    }
  }
}
