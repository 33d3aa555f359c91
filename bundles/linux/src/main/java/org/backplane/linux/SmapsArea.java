package org.backplane.linux;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One area of a process's memory as proc_pid_smaps(5) describes it: a head line, then fields. */
final class SmapsArea {
  private static final String SHARED_ZEROS = "/dev/zero (deleted)";
  private static final List<String> SHARED =
      List.of("Shared_Clean", "Shared_Dirty", "Shared_Hugetlb");
  private static final List<String> HUGETLB = List.of("Shared_Hugetlb", "Private_Hugetlb");
  private static final List<String> TRANSPARENT_HUGE =
      List.of("AnonHugePages", "ShmemPmdMapped", "FilePmdMapped");

  private final long from;
  private final long to;
  private final boolean zeros;
  private final Map<String, Long> kibByField = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  /**
   * Reads a head line: {@code from-to permissions offset device inode path}.
   *
   * @throws NumberFormatException it is none
   */
  SmapsArea(String head) {
    int dash = head.indexOf('-');
    int blank = head.indexOf(' ');
    if (dash < 0 || blank < dash) {
      throw new NumberFormatException("not the head of a memory area: " + head);
    }
    from = Long.parseUnsignedLong(head, 0, dash, 16);
    to = Long.parseUnsignedLong(head, dash + 1, blank, 16);
    zeros = head.endsWith(SHARED_ZEROS);
  }

  /** Whether a line is a field; all others are heads. */
  static boolean isField(String line) {
    int colon = line.indexOf(':');
    return colon > 0 && line.lastIndexOf(' ', colon) < 0;
  }

  /** Takes over a field: {@code Rss: 12 kB}, or {@code VmFlags: rd wr}; others are of no use. */
  void add(String field) {
    int colon = field.indexOf(':');
    String name = field.substring(0, colon);
    List<String> words = List.of(field.substring(colon + 1).strip().split(" +"));
    if (name.equals("VmFlags")) {
      flags.addAll(words);
    } else if (words.size() == 2 && words.get(1).equals("kB")) {
      kibByField.put(name, Long.parseLong(words.get(0)));
    }
  }

  boolean overlaps(long start, long end) {
    return Long.compareUnsigned(from, end) < 0 && Long.compareUnsigned(start, to) < 0;
  }

  /** Whether it, and with it all that follow, lies behind an address. */
  boolean isBehind(long end) {
    return Long.compareUnsigned(from, end) >= 0;
  }

  MappingUsage usage() {
    long hugetlb = bytes(HUGETLB);
    return new MappingUsage(
        isReserved() ? to - from : 0,
        bytes(List.of("Rss")) + hugetlb,
        bytes(SHARED),
        bytes(List.of("Swap")),
        bytes(TRANSPARENT_HUGE) + hugetlb,
        bytes(List.of("Anonymous")));
  }

  /**
   * "ac": charged; shared zeros are charged as a whole without it; "ht", "nr": huge, unreserved.
   */
  private boolean isReserved() {
    return flags.contains("ac") || ((zeros || flags.contains("ht")) && !flags.contains("nr"));
  }

  private long bytes(List<String> fields) {
    return fields.stream().mapToLong(field -> kibByField.getOrDefault(field, 0L)).sum() * 1024;
  }
}
