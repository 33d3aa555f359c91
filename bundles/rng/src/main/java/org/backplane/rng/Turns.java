package org.backplane.rng;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits, by owner: owners get their turns in rotation, the items of one owner in order. So an
 * owner with little to ask for waits for one turn of each of the others, however much they ask for.
 * Items that nobody waits for any more are dropped when they would be more than the others, so that
 * who asks and takes back for ever fills no memory. Not safe for use by several threads.
 *
 * @param <T> what waits
 */
final class Turns<T> {

  /** An owner whose items have all been served is forgotten, beyond this many. */
  private static final int REMEMBERED = 64;

  /** So many items of an owner are kept without a look at whether anybody waits for them. */
  private static final int UNSEEN = 64;

  /** The items of one owner. */
  private static final class Line<T> {
    private final Deque<T> items = new ArrayDeque<>();
    private int mostUnseen = UNSEEN;

    private void dropDone(Predicate<T> done) {
      items.removeIf(done);
      mostUnseen = Math.max(UNSEEN, 2 * items.size()); // so that looking stays cheap
    }
  }

  private final Predicate<T> done;
  private final Map<String, Line<T>> byOwner = new HashMap<>();
  private final Deque<Line<T>> rotation = new ArrayDeque<>();

  /**
   * @param done whether nobody waits for an item any more; once so, always so
   */
  Turns(Predicate<T> done) {
    this.done = done;
  }

  /** Appends an item to its owner's. */
  void add(String owner, T item) {
    Line<T> line = of(owner);
    boolean hadItems = !line.items.isEmpty();
    if (line.items.size() >= line.mostUnseen) {
      line.dropDone(done);
    }
    line.items.addLast(item);
    if (!hadItems) {
      rotation.addLast(line);
    }
  }

  /**
   * Puts an item, whose turn was not enough, before its owner's others; the others' turns come
   * first.
   */
  void again(String owner, T item) {
    Line<T> line = of(owner);
    line.items.addFirst(item);
    if (line.items.size() == 1) {
      rotation.addLast(line);
    }
  }

  /** Takes the item whose turn it is; null when nothing waits. */
  @Nullable T next() {
    Line<T> line = rotation.pollFirst();
    if (line == null) {
      return null;
    }
    T item = line.items.pollFirst();
    if (!line.items.isEmpty()) {
      rotation.addLast(line);
    }
    return item;
  }

  /** How many owners are remembered. */
  int owners() {
    return byOwner.size();
  }

  /** How many items wait, those included that nobody waits for any more. */
  int items() {
    return rotation.stream().mapToInt(line -> line.items.size()).sum();
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

  private Line<T> of(String owner) {
    Line<T> known = byOwner.get(owner);
    if (known != null) {
      return known;
    }
    if (byOwner.size() > REMEMBERED) {
      forgetIdleOwners();
    }
    var line = new Line<T>();
    byOwner.put(owner, line);
    return line;
  }

  private void forgetIdleOwners() {
    byOwner.values().forEach(line -> line.dropDone(done));
    byOwner.values().removeIf(line -> line.items.isEmpty());
    rotation.removeIf(line -> line.items.isEmpty());
  }
}
