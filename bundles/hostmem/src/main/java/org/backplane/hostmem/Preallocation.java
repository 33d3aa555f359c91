package org.backplane.hostmem;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.jspecify.annotations.Nullable;

/**
 * Makes all pages of a mapping present, in one or more threads, each in a contiguous share. Content
 * stays. The kernel does it in steps, so that it can be called off between two of them.
 */
final class Preallocation {

  /** The kernel calls that are made; a mapping has them. */
  @FunctionalInterface
  interface Populating {
    void populate(long offsetBytes, long lengthBytes) throws LinuxException;
  }

  private static final long STEP_BYTES = 64L << 20;
  private static final int MOST_THREADS = 16;

  private final Populating target;
  private final long sizeBytes;
  private final long shareBytes;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * @param threads how many threads to use, 1 or more
   */
  Preallocation(Populating target, long sizeBytes, long pageSizeBytes, int threads) {
    this.target = target;
    this.sizeBytes = sizeBytes;
    long share = Math.ceilDiv(sizeBytes, threads);
    this.shareBytes = Math.ceilDiv(share, pageSizeBytes) * pageSizeBytes;
  }

  /** Prepares to populate a mapping with no more threads than the host and its size can use. */
  static Preallocation of(Mapping mapping, long wantedThreads, int onlineCpus) {
    long pages = Math.max(1, mapping.sizeBytes() / mapping.pageSizeBytes());
    int threads = threads(wantedThreads, onlineCpus, pages, mapping.sizeBytes());
    return new Preallocation(
        mapping::populateWrite, mapping.sizeBytes(), mapping.pageSizeBytes(), threads);
  }

  /** A thread for each 64 MiB, within the limits of the host and of the definition. */
  static int threads(long wanted, int onlineCpus, long pages, long sizeBytes) {
    long bySize = Math.max(1, sizeBytes / STEP_BYTES);
    long most = Math.min(Math.min(MOST_THREADS, onlineCpus), Math.min(pages, bySize));
    return (int) Math.max(1, Math.min(most, wanted));
  }

  /**
   * Populates; the first share in the calling thread.
   *
   * @throws LinuxException the host does not have the memory
   * @throws InterruptedException it was called off by {@link #stop} or an interrupt; a part may be
   *     populated
   */
  void run() throws LinuxException, InterruptedException {
    List<Thread> others = new ArrayList<>();
    for (long from = shareBytes; from < sizeBytes; from += shareBytes) {
      long start = from;
      others.add(
          Thread.ofPlatform()
              .daemon()
              .name("backplane-prealloc-" + (others.size() + 1))
              .start(() -> populateShare(start)));
    }
    populateShare(0);
    awaitAll(others);
    report();
  }

  /** Calls it off; {@link #run} returns after the steps under way. Any thread. */
  void stop() {
    stopped.set(true);
  }

  private void populateShare(long from) {
    long end = from + Math.min(shareBytes, sizeBytes - from);
    for (long at = from; at < end && !calledOff(); at += STEP_BYTES) {
      try {
        target.populate(at, Math.min(STEP_BYTES, end - at));
      } catch (LinuxException | RuntimeException e) {
        failure.compareAndSet(null, e);
        stop();
      }
    }
  }

  private boolean calledOff() {
    if (Thread.currentThread().isInterrupted()) {
      stop();
    }
    return stopped.get();
  }

  // The threads work on the mapping, so nobody leaves before they have ended.
  private void awaitAll(List<Thread> threads) {
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException _) {
          interrupted = true;
          stop();
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void report() throws LinuxException, InterruptedException {
    switch (failure.get()) {
      case LinuxException refused -> throw refused;
      case RuntimeException broken -> throw broken;
      case null, default -> {
        if (stopped.get()) {
          throw new InterruptedException("preallocation was called off");
        }
      }
    }
  }
}
