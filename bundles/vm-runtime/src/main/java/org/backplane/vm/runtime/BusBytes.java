package org.backplane.vm.runtime;

import java.util.Arrays;
import org.backplane.api.cpu.BusFault;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.api.cpu.RamBlock;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.bus.DirectMemory;

/**
 * A bus as ranges of bytes, memory and registers alike. Registers are accessed at their natural
 * alignment, four bytes at once where that is possible; nothing ever fails.
 */
final class BusBytes {

  private static final int WIDEST = 4;

  private final PhysicalBus bus;
  private final DirectMemory memory;

  BusBytes(PhysicalBus bus) {
    this.bus = bus;
    this.memory = new DirectMemory(bus);
  }

  /** What moves at one address, in the direction that is meant. */
  @FunctionalInterface
  private interface Move {
    void at(long address, int offset, int widthBytes) throws BusFault;
  }

  /** Reads a value, little-endian and zero-extended. */
  long load(long address, int widthBytes) {
    if (inMemory(address, widthBytes)) {
      try {
        return bus.load(address, widthBytes);
      } catch (BusFault | IllegalStateException _) { // memory has just been taken out
        return 0;
      }
    }
    var bytes = new byte[widthBytes];
    load(address, bytes);
    long value = 0;
    for (int n = widthBytes - 1; n >= 0; n--) {
      value = (value << Byte.SIZE) | Byte.toUnsignedInt(bytes[n]);
    }
    return value;
  }

  /** Writes a value; bits above the width are ignored. */
  void store(long address, int widthBytes, long value) {
    if (inMemory(address, widthBytes)) {
      try {
        bus.store(address, widthBytes, value);
      } catch (BusFault | IllegalStateException _) {
        // Read-only, or just taken out.
      }
      return;
    }
    var bytes = new byte[widthBytes];
    for (int n = 0; n < widthBytes; n++) {
      bytes[n] = (byte) (value >>> (n * Byte.SIZE));
    }
    store(address, bytes);
  }

  /** Reads bytes; zeros where nothing answers. */
  void load(long address, byte[] into) {
    Arrays.fill(into, (byte) 0);
    for (int done = 0; done < into.length; ) {
      int copied = memory.read(address + done, into, done, into.length - done);
      done += copied;
      if (done < into.length) {
        done +=
            access(
                address + done,
                done,
                into.length - done,
                (at, offset, width) -> {
                  long value = bus.load(at, width);
                  for (int n = 0; n < width; n++) {
                    into[offset + n] = (byte) (value >>> (n * Byte.SIZE));
                  }
                });
      }
    }
  }

  /** Writes bytes; those where nothing answers are dropped. */
  void store(long address, byte[] from) {
    for (int done = 0; done < from.length; ) {
      int copied = memory.write(address + done, from, done, from.length - done);
      done += copied;
      if (done < from.length) {
        done +=
            access(
                address + done,
                done,
                from.length - done,
                (at, offset, width) -> {
                  long value = 0;
                  for (int n = width - 1; n >= 0; n--) {
                    value = (value << Byte.SIZE) | Byte.toUnsignedInt(from[offset + n]);
                  }
                  bus.store(at, width, value);
                });
      }
    }
  }

  /**
   * Makes one access outside memory, the widest that alignment and length allow; if a device does
   * not take it, narrower ones in its place.
   *
   * @return how many bytes are done
   */
  private static int access(long address, int offset, int left, Move move) {
    int aligned = Math.min(widest(address), Integer.highestOneBit(left));
    while ((address & (aligned - 1)) != 0) {
      aligned >>= 1;
    }
    for (int width = aligned; width > 0; width >>= 1) {
      try {
        for (int n = 0; n < aligned; n += width) {
          move.at(address + n, offset + n, width);
        }
        return aligned;
      } catch (BusFault | IllegalStateException _) {
        // Nothing there, or not that wide.
      }
    }
    return aligned;
  }

  /** Only the timers take eight bytes at once, and must: half a new deadline is none. */
  private static int widest(long address) {
    long offset = address - MemoryMap.CLINT.address();
    return offset >= 0 && offset < MemoryMap.CLINT.sizeBytes() ? Long.BYTES : WIDEST;
  }

  private boolean inMemory(long address, int length) {
    for (RamBlock block : bus.ram()) {
      if (block.offset(address, length) >= 0) {
        return true;
      }
    }
    return false;
  }
}
