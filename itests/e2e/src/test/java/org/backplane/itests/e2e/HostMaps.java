package org.backplane.itests.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** A process' mappings as the kernel tells them. */
record HostMaps(long process, List<Mapping> all) {

  private static final Pattern HEAD =
      Pattern.compile("[0-9a-f]+-[0-9a-f]+ (\\S+) \\S+ \\S+ \\d+ *(.*)");

  /**
   * A mapping of that moment.
   *
   * @param permissions such as {@code rw-p}
   * @param flags the two letters of each of the kernel's flags
   */
  record Mapping(String name, String permissions, long residentBytes, Set<String> flags) {}

  static HostMaps of(long process) throws IOException {
    var all = new ArrayList<Mapping>();
    String name = "";
    String permissions = "";
    long resident = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/smaps"))) {
      var head = HEAD.matcher(line);
      if (head.matches()) {
        permissions = head.group(1);
        name = head.group(2);
      } else if (line.startsWith("Rss:") || line.startsWith("Private_Hugetlb:")) {
        resident += kibibytes(line) << 10;
      } else if (line.startsWith("Shared_Hugetlb:")) {
        resident += kibibytes(line) << 10;
      } else if (line.startsWith("VmFlags:")) {
        all.add(new Mapping(name, permissions, resident, Set.of(line.substring(9).split(" "))));
        resident = 0;
      }
    }
    return new HostMaps(process, all);
  }

  private static long kibibytes(String line) {
    return Long.parseLong(line.split("\\s+")[1]);
  }

  List<Mapping> named(String part) {
    return all.stream().filter(mapping -> mapping.name().contains(part)).toList();
  }

  Set<String> permissions(String part) {
    var result = new HashSet<String>();
    named(part).forEach(mapping -> result.add(mapping.permissions()));
    return result;
  }

  /** The memory policies of the mappings with a part in their name. */
  Set<String> policies(String part) throws IOException {
    var result = new HashSet<String>();
    for (String line : Files.readAllLines(Path.of("/proc/" + process + "/numa_maps"))) {
      if (line.contains(part)) {
        // The policy can contain a blank, as in: prefer (many):0
        result.add(line.substring(line.indexOf(' ') + 1, line.indexOf(" file=")));
      }
    }
    return result;
  }
}
