package org.backplane.api.cpu;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The physical address space as a hart sees it. RAM is read and written directly in its segments;
 * everything else through {@link #load} and {@link #store}.
 */
@ProviderType
public interface PhysicalBus {

  /** The RAM blocks by ascending address; fixed while a hart runs. */
  List<RamBlock> ram();

  /**
   * Reads a device register, zero-extended, or RAM.
   *
   * @param widthBytes 1, 2, 4 or 8; the address is a multiple of it
   * @throws BusFault nothing answers there
   */
  long load(long address, int widthBytes) throws BusFault;

  /**
   * Writes a device register or RAM; bits above the width are ignored.
   *
   * @throws BusFault nothing answers there
   */
  void store(long address, int widthBytes, long value) throws BusFault;

  /** The platform's time counter ({@code mtime}), 10 million ticks a second. */
  long time();

  /**
   * Drives a hart's {@link InterruptLine#SUPERVISOR_TIMER} high from when {@link #time} reaches a
   * value on, and low until then; the line has changed when this returns. The deadline is kept by
   * the platform while harts come and go, so that a hart made from a saved state does not set it
   * again. Any thread.
   *
   * @param ticks unsigned; all ones mean never
   */
  void supervisorTimer(int hart, long ticks);

  /** What answers environment calls of supervisor mode; empty when the guest brings firmware. */
  Optional<SupervisorBinary> supervisorBinary();
}
