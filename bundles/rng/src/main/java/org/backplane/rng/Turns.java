package org.backplane.rng;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits, by owner: owners get their turns in rotation, the items of one owner in order. So an
 * owner with little to ask for waits for one turn of each of the others, however much they ask for.
 * Not safe for use by several threads.
 *
 * @param <T> what waits
 */
final class Turns<T> {

  /** An owner whose items have all been served is forgotten, beyond this many. */
  private static final int REMEMBERED = 64;

  private final Map<String, Deque<T>> byOwner = new HashMap<>();
  private final Deque<Deque<T>> rotation = new ArrayDeque<>();

  /** Appends an item to its owner's. */
  void add(String owner, T item) {
    Deque<T> items = of(owner);
    items.addLast(item);
    if (items.size() == 1) {
      rotation.addLast(items);
    }
  }

  /**
   * Puts an item, whose turn was not enough, before its owner's others; the others' turns come
   * first.
   */
  void again(String owner, T item) {
    Deque<T> items = of(owner);
    items.addFirst(item);
    if (items.size() == 1) {
      rotation.addLast(items);
    }
  }

  /** Takes the item whose turn it is; null when nothing waits. */
  @Nullable T next() {
    Deque<T> items = rotation.pollFirst();
    if (items == null) {
      return null;
    }
    T item = items.pollFirst();
    if (!items.isEmpty()) {
      rotation.addLast(items);
    }
    return item;
  }

  /** How many owners are remembered. */
  int owners() {
    return byOwner.size();
  }

  boolean isEmpty() {
    return rotation.isEmpty();
  }

  /** Takes everything. */
  List<T> drain() {
    var all = new ArrayList<T>();
    for (T item = next(); item != null; item = next()) {
      all.add(item);
    }
    byOwner.clear();
    return all;
  }

  private Deque<T> of(String owner) {
    if (byOwner.size() > REMEMBERED) {
      byOwner.values().removeIf(Deque::isEmpty);
    }
    return byOwner.computeIfAbsent(owner, _ -> new ArrayDeque<>());
  }
}
