package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.device.InterruptPin;

/** An interrupt line under observation. */
final class SpyPin implements InterruptPin {

  private boolean level;
  private int rises;

  @Override
  public synchronized void set(boolean newLevel) {
    if (newLevel && !level) {
      rises++;
    }
    level = newLevel;
  }

  synchronized boolean level() {
    return level;
  }

  /** How often the line went up. */
  synchronized int rises() {
    return rises;
  }
}
