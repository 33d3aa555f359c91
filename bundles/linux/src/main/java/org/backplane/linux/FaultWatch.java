package org.backplane.linux;

import java.util.function.LongConsumer;

/**
 * A mapping under the {@link FaultGuard}. Close it after the last access to the memory can have
 * happened and before the memory is unmapped.
 */
final class FaultWatch implements AutoCloseable {
  private final FaultTable table;
  private final FaultListeners listeners;
  private final FaultTable.Slot slot;
  private final long start;
  private final long sizeBytes;
  private final LongConsumer onLoss;

  /**
   * @param onLoss takes the offset of the first access that failed
   */
  FaultWatch(
      FaultTable table,
      FaultListeners listeners,
      FaultTable.Slot slot,
      long start,
      long sizeBytes,
      LongConsumer onLoss) {
    this.table = table;
    this.listeners = listeners;
    this.slot = slot;
    this.start = start;
    this.sizeBytes = sizeBytes;
    this.onLoss = onLoss;
  }

  /** Bytes that were replaced by zeros. */
  long lostBytes() {
    return Math.min(table.lost(slot), sizeBytes);
  }

  /**
   * From now on the watch's {@code onLoss} is called, once, on another thread, at once when
   * something is lost already. Without this there is no thread.
   */
  void listen() {
    listeners.add(slot, () -> onLoss.accept(table.first(slot) - start));
  }

  /**
   * Ends the watch and the listening.
   *
   * @throws IllegalStateException a thread still waits for a page of this memory; close again later
   */
  @Override
  public void close() {
    table.remove(slot);
    listeners.end(slot);
  }
}
