package org.backplane.qtest;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.qtest.Testbench;

/**
 * The bench of the moment. A program may come before the machine does, and waits for it; once a
 * machine is there, there is a bench or there is none. Any thread.
 */
final class Bench implements Command.Benches {

  /** How long a machine may take to come. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Duration patience;
  private Optional<Testbench> present = Optional.empty();
  private boolean machine;

  Bench(Duration patience) {
    this.patience = patience;
  }

  void set(Optional<Testbench> bench) {
    lock.lock();
    try {
      present = bench;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is a machine, be it one with a bench or not. */
  void machine(boolean there) {
    lock.lock();
    try {
      machine = there;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<Testbench> await() throws InterruptedException {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (present.isEmpty() && !machine && left > 0) {
        left = changed.awaitNanos(left);
      }
      return present;
    } finally {
      lock.unlock();
    }
  }
}
