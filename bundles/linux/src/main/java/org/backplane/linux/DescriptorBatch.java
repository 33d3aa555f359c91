package org.backplane.linux;

import java.util.List;

/** Descriptors that travel together, owned until they are handed over. Safe for several threads. */
final class DescriptorBatch implements AutoCloseable {
  private List<Integer> numbers = List.of();
  private boolean closed;

  /** Takes descriptors over and closes those that it had; after close it closes the new ones. */
  synchronized void replace(List<Integer> next) {
    closeAll(numbers);
    numbers = List.of();
    if (closed) {
      closeAll(next);
    } else {
      numbers = List.copyOf(next);
    }
  }

  /** Hands over the first ones and closes the others. */
  synchronized List<Integer> take(int most) {
    int count = Math.clamp(most, 0, numbers.size());
    List<Integer> taken = List.copyOf(numbers.subList(0, count));
    closeAll(numbers.subList(count, numbers.size()));
    numbers = List.of();
    return taken;
  }

  /** What it has now; they stay its own. */
  synchronized List<Integer> numbers() {
    return numbers;
  }

  @Override
  public synchronized void close() {
    closed = true;
    replace(List.of());
  }

  /** Gives numbers back to the kernel. */
  static void closeAll(List<Integer> numbers) {
    numbers.forEach(LibC::close);
  }
}
