package org.backplane.core.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.backplane.api.type.TypeDescription;

/** The factories that are here now, by the type that they offer. */
final class Offers {

  private final Map<String, TreeSet<Offer>> byType = new TreeMap<>();

  synchronized void add(Offer offer) {
    byType
        .computeIfAbsent(offer.description().name(), _ -> new TreeSet<>(Offer.BEST_FIRST))
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

  synchronized Optional<Offer> best(String type) {
    return Optional.ofNullable(byType.get(type)).map(TreeSet::first);
  }

  /** The descriptions, sorted by name. */
  synchronized List<TypeDescription> types() {
    var types = new ArrayList<TypeDescription>(byType.size());
    byType.values().forEach(offers -> types.add(offers.first().description()));
    return types;
  }
}
