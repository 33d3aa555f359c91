package org.backplane.monitor.report;

import java.util.OptionalLong;

/**
 * A memory block as {@code info ramblock} shows it.
 *
 * @param name its name; empty while no machine uses it
 * @param pageSizeBytes size of its host pages; empty when nobody tells
 * @param offset where it starts when all blocks are laid end to end
 * @param usedBytes how much of it is used
 * @param totalBytes how long it is
 * @param address first guest physical address; empty while no machine uses it
 */
record RamBlock(
    String name,
    OptionalLong pageSizeBytes,
    long offset,
    long usedBytes,
    long totalBytes,
    OptionalLong address,
    boolean writable) {

  private static final String COLUMNS = "%24s %8s  %18s %18s %18s %18s %3s";
  private static final String NONE = "-";
  private static final int UNIT_SHIFT = 10;

  static String heading() {
    return COLUMNS.formatted("Block Name", "PSize", "Offset", "Used", "Total", "GPA", "RO");
  }

  String toLine() {
    return COLUMNS.formatted(
        name,
        pageSizeBytes.isPresent() ? words(pageSizeBytes.getAsLong()) : NONE,
        hex(offset),
        hex(usedBytes),
        hex(totalBytes),
        address.isPresent() ? hex(address.getAsLong()) : NONE,
        writable ? "rw" : "ro");
  }

  private static String hex(long number) {
    return "0x%016x".formatted(number);
  }

  /** {@code 2 MiB}; the sizes of pages are powers of two. */
  private static String words(long bytes) {
    String units = "KMGTPE";
    long whole = bytes;
    int unit = -1;
    while (unit + 1 < units.length() && whole != 0 && whole % (1 << UNIT_SHIFT) == 0) {
      whole >>>= UNIT_SHIFT;
      unit++;
    }
    return unit < 0 ? whole + " B" : whole + " " + units.charAt(unit) + "iB";
  }
}
