package org.backplane.hostmem;

import java.io.IOException;
import java.util.function.LongSupplier;
import org.backplane.api.HostException;

/**
 * Keeps preallocation from taking the last memory of the host: the kernel would end a process then,
 * and most likely this one.
 */
final class Headroom {

  /** What is left to everybody else. */
  static final long RESERVE_BYTES = 128L << 20;

  /** Without a limit, for pages that take nothing of the host's memory. */
  static final Headroom UNLIMITED = new Headroom("", () -> Long.MAX_VALUE);

  private static final long MIB = 1 << 20;

  private final String subject;
  private final LongSupplier available;

  /**
   * @param subject names the object in messages
   * @param available how many bytes the host can still give
   */
  Headroom(String subject, LongSupplier available) {
    this.subject = subject;
    this.available = available;
  }

  /**
   * Whether that much more memory can be taken.
   *
   * @throws HostException the host does not have it
   */
  void require(long bytes) throws HostException {
    long left = Math.max(0, available.getAsLong() - RESERVE_BYTES);
    if (bytes > left) {
      throw refusal(
          "prealloc needs %d MiB, and the host has %d MiB left"
              .formatted(Math.ceilDiv(bytes, MIB), left / MIB));
    }
  }

  /** Says that it was tried long enough. */
  HostException shortage(int times) {
    return refusal(
        "prealloc was tried %d times, and each time others took the host's memory meanwhile"
            .formatted(times));
  }

  private HostException refusal(String problem) {
    return new HostException(
        subject,
        problem,
        "free memory, give a smaller size or leave prealloc out",
        new IOException("the host is short of memory"));
  }

  /** Whether taking more would be the end of somebody. */
  boolean isExhausted() {
    return available.getAsLong() < RESERVE_BYTES / 2;
  }
}
