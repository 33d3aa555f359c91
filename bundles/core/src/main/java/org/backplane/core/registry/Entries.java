package org.backplane.core.registry;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;

/** The entries in the order of their creation: those in the tree, and those only held any more. */
final class Entries {

  private final SequencedMap<ObjectPath, Entry> listed = new LinkedHashMap<>();
  private final SequencedSet<Entry> alive = new LinkedHashSet<>();

  /** Lists an entry; false if its path is taken. */
  synchronized boolean add(Entry entry) {
    return listed.putIfAbsent(entry.path(), entry) == null && alive.add(entry);
  }

  synchronized Optional<Entry> find(ObjectPath path) {
    return Optional.ofNullable(listed.get(path));
  }

  synchronized List<Entry> of(Container container) {
    return listed.values().stream().filter(e -> e.path().container() == container).toList();
  }

  /** Every living entry of a type, listed or not. */
  synchronized List<Entry> ofType(TypeDescription type) {
    return alive.stream().filter(entry -> entry.isOfType(type)).toList();
  }

  /** Every entry that cannot begin without an object. */
  synchronized List<Entry> awaiting(ObjectPath path) {
    return alive.stream().filter(entry -> entry.awaits(path)).toList();
  }

  /** Every living entry, the newest first. */
  synchronized List<Entry> newestFirst() {
    return List.copyOf(alive.reversed());
  }

  /** Frees the path. */
  synchronized void unlist(Entry entry) {
    listed.remove(entry.path(), entry);
  }

  synchronized void forget(Entry entry) {
    alive.remove(entry);
  }
}
