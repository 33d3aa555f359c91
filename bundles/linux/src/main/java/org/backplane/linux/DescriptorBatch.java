package org.backplane.linux;

import java.util.List;

/**
 * Descriptors that travel together, owned until they are handed over. Safe for several threads; the
 * lock is never held while one is closed, which may take long.
 */
final class DescriptorBatch implements AutoCloseable {
  private List<Integer> numbers = List.of();
  private boolean closed;

  /** Takes descriptors over and closes those that it had; after close it closes the new ones. */
  void replace(List<Integer> next) {
    closeAll(exchange(next));
  }

  /** As {@link #replace}, but leaves it to the caller to close what is answered. */
  synchronized List<Integer> exchange(List<Integer> next) {
    if (closed) {
      return next;
    }
    List<Integer> former = numbers;
    numbers = List.copyOf(next);
    return former;
  }

  /** Hands over the first ones and closes the others. */
  List<Integer> take(int most) {
    List<Integer> all = exchange(List.of());
    int count = Math.clamp(most, 0, all.size());
    closeAll(all.subList(count, all.size()));
    return List.copyOf(all.subList(0, count));
  }

  /** What it has now; they stay its own. */
  synchronized List<Integer> numbers() {
    return numbers;
  }

  @Override
  public void close() {
    closeAll(end());
  }

  private synchronized List<Integer> end() {
    List<Integer> rest = exchange(List.of());
    closed = true;
    return rest;
  }

  /** Gives numbers back to the kernel, which may take long but holds no carrier. */
  static void closeAll(List<Integer> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    try {
      PlatformCall.run(
          Closing.THREAD_NAME,
          () -> {
            numbers.forEach(LibC::close);
            return true;
          });
    } catch (LinuxException e) {
      throw new IllegalStateException(e); // nobody throws it
    }
  }
}
