package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.LevelOutput;

/**
 * The interrupt status register and the line that follows it. The register changes under the
 * device's lock; the line follows outside it, because a pin leads through the interrupt controller
 * into the CPU's bundle.
 */
final class InterruptOutput {

  /** The device has put something on a used ring. */
  static final int USED_BUFFER = 1;

  /** The configuration changed, or the device needs a reset. */
  static final int CONFIG_CHANGE = 2;

  private final InterruptPin pin;
  private final VirtioProbe probe;
  private final LevelOutput line;
  private volatile int status;
  private boolean told; // while the line is driven

  InterruptOutput(InterruptPin pin, VirtioProbe probe) {
    this.pin = pin;
    this.probe = probe;
    this.line = new LevelOutput(this::drive, () -> status != 0);
  }

  private void drive(boolean level) {
    if (level != told) {
      told = level;
      probe.lineSet(level);
    }
    pin.set(level);
  }

  int status() {
    return status;
  }

  /** Under the device's lock. */
  void raise(int bits) {
    probe.interrupts();
    set(status | bits);
  }

  /** Under the device's lock. */
  void acknowledge(int bits) {
    set(status & ~bits);
  }

  /** Under the device's lock. */
  void clear() {
    set(0);
  }

  private void set(int value) {
    status = value;
  }

  /** Makes the line follow the register; any thread, without the device's lock. */
  void settle() {
    line.changed();
  }
}
