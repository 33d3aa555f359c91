package org.backplane.vm.runtime.htif;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.boot.OutputFile;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a test program's signature goes: a hexadecimal number in each line, its most significant
 * digit first.
 *
 * @param file the file
 * @param range the signature in guest memory
 * @param granularity bytes that make up a number; where the signature ends within one, zeros do
 */
record SignatureFile(OutputFile file, Range range, int granularity) {

  private static final Logger LOG = LoggerFactory.getLogger(SignatureFile.class);

  /** Writes it; false, and a line in the log, when that fails. */
  boolean write(GuestMemory memory) {
    try (var out = Files.newBufferedWriter(file.path(), StandardCharsets.US_ASCII)) {
      for (long done = 0; done < range.sizeBytes(); done += granularity) {
        out.write(line(memory, done));
        out.write('\n');
      }
      return true;
    } catch (IOException | GuestMemoryException e) {
      LOG.error("{}: '{}' cannot be written: {}", file.subject(), file.path(), e.toString());
      return false;
    }
  }

  private String line(GuestMemory memory, long offset) throws GuestMemoryException {
    byte[] bytes = new byte[granularity];
    int count = (int) Math.min(granularity, range.sizeBytes() - offset);
    memory.read(range.address() + offset, MemorySegment.ofArray(bytes).asSlice(0, count));
    byte[] number = new byte[granularity];
    for (int i = 0; i < granularity; i++) {
      number[i] = bytes[granularity - 1 - i];
    }
    return HexFormat.of().formatHex(number);
  }
}
