package org.backplane.linux;

import java.util.Optional;

/**
 * A block that goes back to the kernel. It frees base pages one by one, 0.3 s for 4 GiB of them:
 * hardly anybody should wait for that, so a thread of its own does it for large blocks and ends.
 *
 * @param thread the one that does it; empty when it is done
 */
record Unmapping(Optional<Thread> thread) {
  /** From this size on, blocks of base pages are given back by another thread. */
  static final long LARGE_BYTES = 512L << 20;

  /**
   * SAFETY: the caller has made sure that nobody can touch the block any more.
   *
   * @throws LinuxException the kernel's table of areas is full; the block stays mapped. Only for a
   *     small block.
   */
  static Unmapping start(MappedBlock block) throws LinuxException {
    // Huge pages are quick to free, and somebody may want them back in the pool at once.
    boolean large = block.sizeBytes() >= LARGE_BYTES && block.pageSizeBytes() == block.guardBytes();
    Optional<Thread> thread = large ? startThread(block) : Optional.empty();
    if (thread.isEmpty()) {
      block.unmap();
    }
    return new Unmapping(thread);
  }

  /** Returns when it is done; an interrupt is for later. */
  void await() {
    boolean interrupted = false;
    while (thread.filter(Thread::isAlive).isPresent()) {
      try {
        thread.get().join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<Thread> startThread(MappedBlock block) {
    try {
      return Optional.of(
          Thread.ofPlatform()
              .daemon()
              .name("backplane-unmap")
              .start(() -> unmapInBackground(block)));
    } catch (OutOfMemoryError _) {
      return Optional.empty(); // the host has no more threads to give
    }
  }

  private static void unmapInBackground(MappedBlock block) {
    try {
      block.unmap();
    } catch (LinuxException e) {
      throw new IllegalStateException("a mapping could not be given back", e);
    }
  }
}
