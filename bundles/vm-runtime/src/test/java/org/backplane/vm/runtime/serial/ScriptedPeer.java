package org.backplane.vm.runtime.serial;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;

/** A peer at the other end of a serial line that reads only as much as a test lets it. */
public final class ScriptedPeer implements Connection {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ByteArrayOutputStream got = new ByteArrayOutputStream();
  private final long id;
  private int budget;
  private boolean gone;
  private boolean blocked;

  public ScriptedPeer(long id, int budget) {
    this.id = id;
    this.budget = budget;
  }

  /** Lets it read that many bytes more. */
  public void allow(int bytes) {
    change(() -> budget += bytes);
  }

  /** Makes every write fail from now on. */
  public void leave() {
    change(() -> gone = true);
  }

  public String awaitText(int length) throws InterruptedException {
    await(() -> got.size() >= length);
    return got.toString(StandardCharsets.US_ASCII);
  }

  public void awaitBlocked() throws InterruptedException {
    await(() -> blocked);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return "scripted";
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    lock.lock();
    try {
      while (data.hasRemaining()) {
        while (budget == 0 && !gone) {
          blocked = true;
          changed.signalAll();
          changed.await();
        }
        blocked = false;
        if (gone) {
          throw new IOException("gone");
        }
        got.write(data.get());
        budget--;
        changed.signalAll();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    leave();
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      step.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(10);
      while (!condition.getAsBoolean()) {
        left = changed.awaitNanos(left);
        if (left <= 0) {
          throw new AssertionError("waited in vain; got " + got);
        }
      }
    } finally {
      lock.unlock();
    }
  }
}
