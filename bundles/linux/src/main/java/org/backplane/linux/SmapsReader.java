package org.backplane.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Optional;

/**
 * Adds up what the kernel's list of a process's memory areas says about one block, which may
 * consist of several areas. Reads line by line, no further than needed.
 */
final class SmapsReader {
  private static final MappingUsage NOTHING = new MappingUsage(0, 0, 0, 0, 0, 0);

  private final long start;
  private final long end;
  private MappingUsage sum = NOTHING;
  private Optional<SmapsArea> current = Optional.empty();

  private SmapsReader(long start, long end) {
    this.start = start;
    this.end = end;
  }

  /**
   * @param start address of the block's first byte
   * @param end address behind its last byte
   * @throws NumberFormatException the list has another form than the kernel's
   */
  static MappingUsage read(BufferedReader list, long start, long end) throws IOException {
    var reader = new SmapsReader(start, end);
    boolean more = true;
    for (String line = list.readLine(); more && line != null; line = list.readLine()) {
      more = reader.accept(line);
    }
    reader.endArea();
    return reader.sum;
  }

  /** Takes a line; false when the block is behind us. */
  private boolean accept(String line) {
    if (SmapsArea.isField(line)) {
      current.ifPresent(area -> area.add(line));
      return true;
    }
    endArea();
    var next = new SmapsArea(line);
    current = Optional.of(next).filter(area -> area.overlaps(start, end));
    return !next.isBehind(end);
  }

  private void endArea() {
    current.map(SmapsArea::usage).ifPresent(usage -> sum = sum.plus(usage));
    current = Optional.empty();
  }
}
