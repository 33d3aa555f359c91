package org.backplane.vm.runtime.htif;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.backplane.vm.runtime.board.MemoryMap.Range;
import org.backplane.vm.runtime.boot.OutputFile;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * Where a test program's signature goes: a hexadecimal number in each line, its most significant
 * digit first.
 *
 * @param file the file
 * @param range the signature in guest memory, {@link #LARGEST_BYTES} at most
 * @param granularity bytes that make up a number; where the signature ends within one, zeros do
 */
record SignatureFile(OutputFile file, Range range, int granularity) {

  /** It is copied whole, so that the guest may go on. */
  static final int LARGEST_BYTES = 64 << 20;

  /**
   * Takes the signature as it is now, and has it written; returns when it is taken.
   *
   * @param told hears on any thread whether it is written; the log says why if not
   */
  void write(GuestMemory memory, Consumer<Boolean> told) {
    byte[] bytes = new byte[(int) range.sizeBytes()];
    try {
      memory.read(range.address(), bytes);
    } catch (GuestMemoryException e) {
      told.accept(file.failed(e));
      return;
    }
    file.write(out -> lines(bytes, out), told);
  }

  private void lines(byte[] bytes, OutputStream out) throws IOException {
    byte[] number = new byte[granularity];
    for (int at = 0; at < bytes.length; at += granularity) {
      for (int i = 0; i < granularity; i++) {
        number[granularity - 1 - i] = at + i < bytes.length ? bytes[at + i] : 0;
      }
      out.write((HexFormat.of().formatHex(number) + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }
}
