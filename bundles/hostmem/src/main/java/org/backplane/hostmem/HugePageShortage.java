package org.backplane.hostmem;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.backplane.api.HostException;
import org.backplane.linux.LinuxException;

/** Says what is missing, and how to get it, when a host's pool of huge pages is too small. */
public final class HugePageShortage {

  private static final long KIB = 1024;

  private HugePageShortage() {}

  /**
   * The refusal of huge pages that are not there.
   *
   * @param settings what was asked for
   * @param pageBytes size of the huge pages
   */
  public static HostException of(MemorySettings settings, long pageBytes, LinuxException reason) {
    Path pool = Path.of("/sys/kernel/mm/hugepages/hugepages-%dkB".formatted(pageBytes / KIB));
    return HostRefusal.of(
        settings.subject(),
        "%d huge pages of %d KiB are needed, and %s are free"
            .formatted(
                Math.ceilDiv(settings.sizeBytes(), pageBytes),
                pageBytes / KIB,
                number(pool.resolve("free_hugepages"))),
        reason,
        "write a larger number to " + pool.resolve("nr_hugepages"));
  }

  // A stream, not a channel: a channel would fail in a thread that is interrupted.
  private static String number(Path file) {
    try (var in = new FileInputStream(file.toFile())) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
    } catch (IOException _) {
      return "too few";
    }
  }
}
