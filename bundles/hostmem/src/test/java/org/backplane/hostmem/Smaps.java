package org.backplane.hostmem;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel shows of a mapping in {@code /proc/self/smaps}; see proc(5).
 *
 * @param residentBytes how much of it is present
 * @param flags two-letter codes, such as {@code dd}: left out of core dumps
 */
record Smaps(long residentBytes, List<String> flags) {

  static Smaps of(MemorySegment segment) throws IOException {
    String start = Long.toHexString(segment.address()) + "-";
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    int at = 0;
    while (!lines.get(at).startsWith(start)) {
      at++;
    }
    long resident = 0;
    for (String line : lines.subList(at + 1, lines.size())) {
      if (line.startsWith("Rss:")) {
        resident = Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
      if (line.startsWith("VmFlags:")) {
        return new Smaps(resident, List.of(line.substring(8).trim().split(" ")));
      }
    }
    throw new IOException("no flags for " + start);
  }
}
