package org.backplane.cpu.riscv.exec;

import java.util.Arrays;
import org.backplane.cpu.riscv.memory.PhysicalMemory;

/**
 * The decoded instructions of one 4 KiB page of physical memory, made from a copy of its bytes. A
 * hart executes the copy; {@code fence.i} has it compared with memory when the page is used next,
 * so stores cost nothing, and writes by devices and other harts are noticed as well.
 */
final class CodePage {

  static final int BYTES = 4096;

  /** By halfword; 0 is not decoded yet. */
  final long[] operations = new long[BYTES / 2];

  private final long address;
  private final boolean divided;
  private final byte[] bytes = new byte[BYTES];
  private long generation;

  /**
   * @param divided whether its instructions need permission one by one, each time
   */
  CodePage(long address, boolean divided, long generation, PhysicalMemory memory) {
    this.address = address;
    this.divided = divided;
    this.generation = generation;
    memory.copy(address, bytes);
  }

  static long addressOf(long at) {
    return at & -BYTES;
  }

  static int slot(long at) {
    return (int) at >>> 1 & (BYTES / 2 - 1);
  }

  /** Its physical address. */
  long address() {
    return address;
  }

  boolean isAt(long pageAddress) {
    return address == pageAddress;
  }

  /** Whether it was compared with memory in this generation. */
  boolean isOf(long current) {
    return generation == current;
  }

  /** Forgets what was decoded if memory has changed. */
  void refresh(long current, PhysicalMemory memory, byte[] scratch) {
    System.arraycopy(bytes, 0, scratch, 0, BYTES); // where there is no memory, nothing changes
    memory.copy(address, scratch);
    if (!Arrays.equals(bytes, scratch)) {
      System.arraycopy(scratch, 0, bytes, 0, BYTES);
      Arrays.fill(operations, 0);
    }
    generation = current;
  }

  boolean isDivided() {
    return divided;
  }

  /** Keeps what was decoded, unless it must be asked for each time. */
  long remember(long at, long operation) {
    if (!divided) {
      operations[slot(at)] = operation;
    }
    return operation;
  }

  int halfword(long at) {
    int offset = (int) at & (BYTES - 1);
    return (bytes[offset] & 0xff) | (bytes[offset + 1] & 0xff) << 8;
  }
}
