package org.backplane.vm.runtime.virtio;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.backplane.api.thread.WorkerThread;

/**
 * Runs a step whenever it was woken since the last one began.
 *
 * <p>A thread of its own, rather than the hart that kicks: a hart must not pay for a slow backend,
 * and any number of kicks from a guest that kicks in a loop costs one flag. A platform thread,
 * because it takes turns with harts that never give up a carrier thread.
 */
final class DeviceLoop implements WorkLoop {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final AtomicBoolean due = new AtomicBoolean();
  private final Queue<CountDownLatch> waiting = new ConcurrentLinkedQueue<>();
  private final Runnable step;
  private final Thread thread;
  private volatile boolean closed;
  // Set before anything is taken up, so that whoever sees neither this nor 'due' finds it at rest.
  private volatile boolean busy;

  DeviceLoop(String name, Runnable step) {
    this.step = step;
    this.thread = WorkerThread.platform(name, this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void wake() {
    if (!due.getAndSet(true)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!closed) {
      busy = true;
      if (due.getAndSet(false)) {
        step.run();
      } else {
        tellSettled();
        busy = false;
        LockSupport.park(this);
        Thread.interrupted(); // a backend may have left an interrupt behind: park would not wait
      }
    }
  }

  /** A wake that was not taken up yet came before its waiter, or does not concern it. */
  private void tellSettled() {
    for (var first = waiting.peek(); first != null && !due.get(); first = waiting.peek()) {
      first.countDown();
      waiting.remove(first);
    }
  }

  @Override
  public void settle(Duration patience) throws InterruptedException {
    if ((due.get() || busy) && !closed) {
      var settled = new CountDownLatch(1);
      waiting.add(settled);
      LockSupport.unpark(thread);
      if (!settled.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        waiting.remove(settled);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (thread.isAlive() && !thread.equals(Thread.currentThread())) {
      await();
    }
  }

  private void await() {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
