package org.backplane.qtest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.qtest.Testbench;

/** Changes of interrupt lines that a test program has not been told yet. Any thread. */
final class IrqNews implements Testbench.LineListener {

  /** Most changes that wait; who lets more come together does not read. */
  static final int LIMIT = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final BitSet levels = new BitSet();
  private final Deque<String> waiting = new ArrayDeque<>();
  private final Runnable wake;
  private boolean lost;

  /**
   * @param wake called when there is something to tell; must not block
   */
  IrqNews(Runnable wake) {
    this.wake = wake;
  }

  @Override
  public void changed(int line, boolean level) {
    lock.lock();
    try {
      if (levels.get(line) == level) {
        return;
      }
      levels.set(line, level);
      if (waiting.size() == LIMIT) {
        lost = true;
      } else {
        waiting.add("IRQ %s %d".formatted(level ? "raise" : "lower", line));
      }
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** What is to be told, in order; it counts as told. */
  List<String> take() {
    lock.lock();
    try {
      var news = new ArrayList<String>(waiting);
      waiting.clear();
      return news;
    } finally {
      lock.unlock();
    }
  }

  /** Whether some were dropped: what the peer knows is wrong for ever. */
  boolean lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
