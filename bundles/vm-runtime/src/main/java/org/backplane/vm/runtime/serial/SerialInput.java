package org.backplane.vm.runtime.serial;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes on their way from the host to the guest. No byte is lost: what comes is taken at once, and
 * its giver is held back while more than {@value #LIMIT} bytes wait for the guest.
 */
public final class SerialInput {

  /** Bytes that may wait without holding anybody back. */
  public static final int LIMIT = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition below = lock.newCondition();
  private final SerialMeter meter;
  private byte[] bytes = new byte[LIMIT];
  private int start;
  private int end;
  private int releases;
  private boolean closed;
  private volatile Runnable arrival = () -> {};

  SerialInput(SerialMeter meter) {
    this.meter = meter;
  }

  /** Sets what to call, on the giver's thread, when bytes have come. */
  public void onArrival(Runnable listener) {
    arrival = listener;
  }

  /** Takes all bytes; then waits for the guest to take its share, or for {@link #release}. */
  void accept(ByteBuffer data) {
    meter.received(data.remaining());
    int seen;
    lock.lock();
    try {
      append(data);
      seen = releases;
    } finally {
      lock.unlock();
    }
    arrival.run();
    lock.lock();
    try {
      while (end - start > LIMIT && releases == seen && !closed) {
        below.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The next byte, or -1. */
  public int poll() {
    lock.lock();
    try {
      if (start == end) {
        return -1;
      }
      int next = bytes[start++] & 0xff;
      if (end - start == LIMIT) {
        below.signalAll();
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Gives the next bytes, until there are none or no room in the target. */
  public void read(ByteBuffer target) {
    lock.lock();
    try {
      boolean over = end - start > LIMIT;
      int count = Math.min(end - start, target.remaining());
      target.put(bytes, start, count);
      start += count;
      if (over && end - start <= LIMIT) {
        below.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether no byte waits. */
  public boolean isEmpty() {
    lock.lock();
    try {
      return start == end;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits. */
  public void clear() {
    lock.lock();
    try {
      meter.dropped(end - start);
      start = end;
      below.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Lets go whoever is held back, without losing a byte. */
  void release() {
    lock.lock();
    try {
      releases++;
      below.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Holds nobody back any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      below.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void append(ByteBuffer data) {
    int kept = end - start;
    int length = data.remaining();
    if (end + length > bytes.length) {
      byte[] target = kept + length > bytes.length ? new byte[kept + length] : bytes;
      System.arraycopy(bytes, start, target, 0, kept);
      bytes = target;
      start = 0;
      end = kept;
    }
    data.get(bytes, end, length);
    end += length;
  }
}
