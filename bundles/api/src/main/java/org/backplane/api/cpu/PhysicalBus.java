package org.backplane.api.cpu;

import java.util.List;
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
}
