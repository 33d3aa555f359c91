package org.backplane.hostmem;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.backplane.api.NotActiveException;
import org.backplane.linux.LinuxException;

/**
 * Makes all pages of a mapping present, in one or more threads, each in a contiguous share. Content
 * stays. It works in steps, so that it can be called off between two of them.
 */
final class Preallocation {

  /** Threads that touch pages, for lack of a kernel that populates them, have this name. */
  static final String TOUCHING = "touch_pages";

  // A host that takes half a second for a GiB must still answer within a tenth of a second.
  private static final long STEP_BYTES = 4L << 20;
  private static final long LEAST_SHARE_BYTES = 64L << 20;
  private static final long STEPS_BETWEEN_LOOKS = 8;

  private final Pages pages;
  private final int threads;
  private final Crew crew;
  private final Headroom headroom;
  private volatile boolean exhausted;

  /**
   * @param threads how many threads to use, 1 or more
   */
  Preallocation(Pages pages, int threads, Crew crew, Headroom headroom) {
    this.pages = pages;
    this.threads = threads;
    this.crew = crew;
    this.headroom = headroom;
  }

  /** Whether it ended early because others took the memory meanwhile. */
  boolean isExhausted() {
    return exhausted;
  }

  /** A thread for each 64 MiB and no more than CPUs, pages, or were asked for. */
  static int threads(long wanted, int onlineCpus, long pages, long sizeBytes) {
    long bySize = Math.max(1, sizeBytes / LEAST_SHARE_BYTES);
    return (int) Math.max(1, Math.min(Math.min(wanted, onlineCpus), Math.min(pages, bySize)));
  }

  /**
   * Makes them present; returns when no thread works on them any more.
   *
   * @param name of the threads
   * @param progress hears of bytes done, from several threads
   * @return how much the host could not give, 0 when all is there
   * @throws LinuxException the host does not have the memory
   * @throws InterruptedException the caller was interrupted; a part may be present
   */
  long run(String name, LongConsumer progress)
      throws LinuxException, InterruptedException, NotActiveException {
    long lostBefore = pages.lostBytes();
    boolean byKernel = kernelPopulates(name);
    long perThread = Math.ceilDiv(pages.sizeBytes(), threads);
    long share = Math.ceilDiv(perThread, pages.pageSizeBytes()) * pages.pageSizeBytes();
    int shares = (int) Math.ceilDiv(pages.sizeBytes(), share);
    crew.run(
        byKernel ? name : TOUCHING,
        shares,
        index -> take(index * share, share, byKernel, progress));
    return pages.lostBytes() - lostBefore;
  }

  // The first page tells. A thread of the crew takes it, so that it too lies where it should.
  private boolean kernelPopulates(String name)
      throws LinuxException, InterruptedException, NotActiveException {
    var supported = new AtomicBoolean(true);
    crew.run(
        name,
        1,
        _ -> {
          try {
            pages.populate(0, pages.pageSizeBytes());
          } catch (LinuxException e) {
            if (!e.errnoName().equals("EINVAL")) {
              throw e;
            }
            supported.set(false);
          }
        });
    return supported.get();
  }

  private void take(long from, long share, boolean byKernel, LongConsumer progress)
      throws LinuxException {
    long end = from + Math.min(share, pages.sizeBytes() - from);
    long step = Math.max(STEP_BYTES, pages.pageSizeBytes());
    for (long at = from; at < end && !crew.stopped(); at += step) {
      if ((at - from) / step % STEPS_BETWEEN_LOOKS == 0 && headroom.isExhausted()) {
        exhausted = true;
        crew.stop();
        return;
      }
      long length = Math.min(step, end - at);
      if (byKernel) {
        pages.populate(at, length);
      } else {
        pages.touch(at, length);
      }
      progress.accept(length);
    }
  }
}
