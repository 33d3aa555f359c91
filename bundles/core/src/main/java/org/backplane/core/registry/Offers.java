package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;

/** The factories that are here now, by the type that they offer. */
final class Offers {

  /** Names are unique within a container: a character device may share one with an object. */
  private record Key(Container container, String name) implements Comparable<Key> {
    static Key of(TypeDescription type) {
      return new Key(type.container(), type.name());
    }

    @Override
    public int compareTo(Key other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : container.compareTo(other.container);
    }
  }

  private final Map<Key, TreeSet<Offer>> byType = new TreeMap<>();

  synchronized void add(Offer offer) {
    byType
        .computeIfAbsent(Key.of(offer.description()), _ -> new TreeSet<>(Offer.BEST_FIRST))
        .add(offer);
  }

  /** Forgets a factory; empty if it was not known. */
  synchronized Optional<Offer> remove(long serviceId) {
    for (TreeSet<Offer> offers : byType.values()) {
      Optional<Offer> found = offers.stream().filter(o -> o.serviceId() == serviceId).findFirst();
      if (found.isPresent()) {
        offers.remove(found.get());
        byType.values().removeIf(TreeSet::isEmpty);
        return found;
      }
    }
    return Optional.empty();
  }

  synchronized boolean contains(Offer offer) {
    return byType.values().stream().anyMatch(offers -> offers.contains(offer));
  }

  synchronized Optional<Offer> best(Container container, String type) {
    return Optional.ofNullable(byType.get(new Key(container, type))).map(TreeSet::first);
  }

  /** The descriptions, sorted by name. */
  synchronized List<TypeDescription> types() {
    var types = new ArrayList<TypeDescription>(byType.size());
    byType.values().forEach(offers -> types.add(offers.first().description()));
    return types;
  }
}
