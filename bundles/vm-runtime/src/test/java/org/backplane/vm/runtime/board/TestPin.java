package org.backplane.vm.runtime.board;

import org.backplane.vm.runtime.device.InterruptPin;

/** An interrupt line that a test looks at. */
final class TestPin implements InterruptPin {

  private volatile boolean level;

  @Override
  public void set(boolean high) {
    level = high;
  }

  boolean high() {
    return level;
  }
}
