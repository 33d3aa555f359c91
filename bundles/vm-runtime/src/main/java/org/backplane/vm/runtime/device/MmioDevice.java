package org.backplane.vm.runtime.device;

import org.backplane.api.cpu.BusFault;

/**
 * Registers behind an address window. Called by hart threads; must answer at once and never wait
 * for a backend.
 */
public interface MmioDevice {

  /**
   * Reads, zero-extended.
   *
   * @param offset from the start of the window; a multiple of the width
   * @param widthBytes 1, 2, 4 or 8
   */
  long load(long offset, int widthBytes) throws BusFault;

  /** Writes; bits above the width are to be ignored. */
  void store(long offset, int widthBytes, long value) throws BusFault;
}
