package org.backplane.vm.runtime.device;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Passes on a level that several threads change. When {@link #changed} returns, the pin shows the
 * change or a newer one: a guest that acknowledged an interrupt must not see it once more.
 *
 * <p>The lock is held while the pin is driven, which ends in a hart that by contract neither blocks
 * nor calls back. Outputs form a chain (device, interrupt controller, hart), so their locks have an
 * order. Callers hold no lock of their registers.
 */
public final class LevelOutput {

  private final ReentrantLock driving = new ReentrantLock();
  private final InterruptPin pin;
  private final BooleanSupplier level;

  /**
   * @param level the level as the device's registers have it now
   */
  public LevelOutput(InterruptPin pin, BooleanSupplier level) {
    this.pin = pin;
    this.level = level;
  }

  /** What decides the level may have changed. */
  public void changed() {
    driving.lock();
    try {
      pin.set(level.getAsBoolean());
    } finally {
      driving.unlock();
    }
  }
}
