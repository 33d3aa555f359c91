package org.backplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What the kernel says about this process. */
final class SelfMaps {
  private SelfMaps() {}

  /** One line of {@code /proc/self/maps}. */
  record Area(long from, long to, String permissions, String line) {
    static Area parse(String line) {
      int dash = line.indexOf('-');
      int blank = line.indexOf(' ');
      return new Area(
          Long.parseUnsignedLong(line, 0, dash, 16),
          Long.parseUnsignedLong(line, dash + 1, blank, 16),
          line.substring(blank + 1, blank + 5),
          line);
    }
  }

  static List<Area> areas() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/maps")).stream().map(Area::parse).toList();
  }

  static Optional<Area> at(long address) throws IOException {
    return areas().stream()
        .filter(
            a ->
                Long.compareUnsigned(a.from(), address) <= 0
                    && Long.compareUnsigned(address, a.to()) < 0)
        .findFirst();
  }

  /** The two-letter flags of the area that contains the address, proc_pid_smaps(5). */
  static List<String> flags(long address) throws IOException {
    Area area = at(address).orElseThrow();
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    for (String line : lines.subList(lines.indexOf(area.line()), lines.size())) {
      if (line.startsWith("VmFlags:")) {
        return List.of(line.substring("VmFlags:".length()).strip().split(" "));
      }
    }
    throw new AssertionError("no flags for " + area);
  }

  static long residentKib(long address) throws IOException {
    Area area = at(address).orElseThrow();
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    for (String line : lines.subList(lines.indexOf(area.line()), lines.size())) {
      if (line.startsWith("Rss:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("no size for " + area);
  }

  static int openDescriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return Math.toIntExact(entries.count());
    }
  }
}
