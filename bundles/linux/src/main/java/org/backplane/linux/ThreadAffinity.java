package org.backplane.linux;

import java.util.Arrays;
import java.util.BitSet;

/**
 * On which processors the calling thread may run. It must be a platform thread: a virtual one has
 * no processors of its own, and gets an {@link IllegalStateException}.
 */
public final class ThreadAffinity {
  private static final int FIRST_WORDS = 16; // 1024 processors
  private static final int MOST_WORDS = 1 << 12;
  private static final int CALLING_THREAD = 0;

  private ThreadAffinity() {}

  /** The kernel's number of the calling thread. */
  public static long threadId() {
    requirePlatformThread();
    return LibC.gettid();
  }

  /** Numbers of the processors that it may use. */
  public static BitSet current() throws LinuxException {
    requirePlatformThread();
    // EINVAL: the host can have more processors than the mask has bits.
    for (int words = FIRST_WORDS; ; words *= 2) {
      long[] mask = new long[words];
      if (LibC.schedGetaffinity(CALLING_THREAD, mask) == 0) {
        return BitSet.valueOf(mask);
      }
      if (!Errno.EINVAL.is(LibC.errno()) || words >= MOST_WORDS) {
        throw LibC.failure("sched_getaffinity", "");
      }
    }
  }

  /**
   * Limits it to these processors; those that the host does not have are left out.
   *
   * @throws LinuxException EINVAL when none of them can be used
   */
  public static void set(BitSet cpus) throws LinuxException {
    requirePlatformThread();
    long[] words = cpus.toLongArray();
    long[] mask = Arrays.copyOf(words, Math.max(1, words.length));
    if (LibC.schedSetaffinity(CALLING_THREAD, mask) == -1) {
      throw LibC.failure("sched_setaffinity", "to " + cpus);
    }
  }

  private static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread has no processors of its own");
    }
  }
}
