package org.backplane.cpu.riscv.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * Guest RAM by host address, without the liveness and bounds checks of its segment: they have been
 * made when a page's address entered a translation table. That is sound because of two rules. Only
 * {@link RamMap} hands out host addresses, each for a whole page inside a block; and the machine
 * keeps its RAM mapped as long as a hart runs, so tables are not used after {@code Hart.run}
 * returned. Little-endian; a hart's thread.
 */
public final class Window {

  private static final MemorySegment ALL = everything();
  private static final VarHandle WORD = Layouts.I32.varHandle();
  private static final VarHandle DOUBLE = Layouts.I64.varHandle();

  private Window() {}

  @SuppressWarnings("restricted") // the only way to plain loads and stores by address
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  public static byte get8(long host) {
    return ALL.get(Layouts.I8, host);
  }

  public static short get16(long host) {
    return ALL.get(Layouts.I16_ANY, host);
  }

  public static int get32(long host) {
    return ALL.get(Layouts.I32_ANY, host);
  }

  public static long get64(long host) {
    return ALL.get(Layouts.I64_ANY, host);
  }

  public static void set8(long host, byte value) {
    ALL.set(Layouts.I8, host, value);
  }

  public static void set16(long host, short value) {
    ALL.set(Layouts.I16_ANY, host, value);
  }

  public static void set32(long host, int value) {
    ALL.set(Layouts.I32_ANY, host, value);
  }

  public static void set64(long host, long value) {
    ALL.set(Layouts.I64_ANY, host, value);
  }

  /** Aligned, sequentially consistent. */
  public static int getVolatile32(long host) {
    return (int) WORD.getVolatile(ALL, host);
  }

  /** Aligned, sequentially consistent. */
  public static long getVolatile64(long host) {
    return (long) DOUBLE.getVolatile(ALL, host);
  }

  /** Aligned, sequentially consistent. */
  public static boolean compareAndSet32(long host, int before, int after) {
    return WORD.compareAndSet(ALL, host, before, after);
  }

  /** Aligned, sequentially consistent. */
  public static boolean compareAndSet64(long host, long before, long after) {
    return DOUBLE.compareAndSet(ALL, host, before, after);
  }
}
