package org.backplane.vm.runtime.virtio;

import java.time.Duration;

/** A device loop that a test turns by hand, on its own thread. */
final class HandLoop implements WorkLoop {

  private static final int TURNS = 100;

  private final Runnable step;
  private volatile boolean due;
  private volatile boolean closed;

  HandLoop(Runnable step) {
    this.step = step;
  }

  @Override
  public void start() {}

  @Override
  public void wake() {
    due = true;
  }

  /** Runs the step until nobody wakes it any more; a step that wakes itself for ever is a bug. */
  void settle() {
    for (int turn = 0; due && !closed; turn++) {
      if (turn == TURNS) {
        throw new AssertionError("the device's loop does not come to rest");
      }
      due = false;
      step.run();
    }
  }

  @Override
  public void settle(Duration patience) {
    settle();
  }

  @Override
  public void close() {
    closed = true;
  }
}
