package org.backplane.linux;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells who wants to know that a mapping lost memory. The handler cannot call Java code: it rings
 * the table's counter. A thread hears that, which lives while anybody listens.
 */
final class FaultListeners {
  static final String THREAD_NAME = "backplane-fault-watch";

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final FaultTable table;
  private final Map<FaultTable.Slot, Runnable> listeners = new LinkedHashMap<>();
  private final Set<FaultTable.Slot> told = new HashSet<>();
  private Optional<Thread> watcher = Optional.empty();

  FaultListeners(FaultTable table) {
    this.table = table;
  }

  /**
   * Calls {@code onLoss} once, when the slot's mapping has lost memory, also before. It has to
   * return soon. A slot has one listener; another, or one for a removed slot, is ignored.
   */
  void add(FaultTable.Slot slot, Runnable onLoss) {
    synchronized (this) {
      if (table.isRemoved(slot) || listeners.putIfAbsent(slot, onLoss) != null) {
        return;
      }
      if (watcher.isEmpty()) {
        var thread = Thread.ofPlatform().daemon().name(THREAD_NAME).unstarted(this::watch);
        thread.start();
        watcher = Optional.of(thread);
      }
    }
    table.ring();
  }

  /**
   * Forgets a removed slot, after a last look at what it lost. With the last one the thread ends.
   */
  void end(FaultTable.Slot slot) {
    Optional<Thread> ended = Optional.empty();
    tellLosses();
    synchronized (this) {
      told.remove(slot);
      if (listeners.remove(slot) == null || !listeners.isEmpty()) {
        return;
      }
      ended = watcher;
      watcher = Optional.empty();
    }
    table.ring();
    ended.filter(thread -> !isThis(thread)).ifPresent(FaultListeners::join);
  }

  private void watch() {
    while (isNeeded()) {
      int seen = table.events();
      tellLosses();
      if (isNeeded()) {
        table.awaitEvent(seen);
      }
    }
  }

  private void tellLosses() {
    losses().forEach(Runnable::run);
  }

  private synchronized List<Runnable> losses() {
    return listeners.keySet().stream()
        .filter(slot -> table.lost(slot) > 0 && told.add(slot))
        .map(listeners::get)
        .toList();
  }

  private synchronized boolean isNeeded() {
    return watcher.filter(FaultListeners::isThis).isPresent();
  }

  private static boolean isThis(Thread thread) {
    return thread.equals(Thread.currentThread());
  }

  private static void join(Thread thread) {
    try {
      boolean _ = thread.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
