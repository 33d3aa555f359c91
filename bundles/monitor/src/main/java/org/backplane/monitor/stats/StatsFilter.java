package org.backplane.monitor.stats;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which statistics are asked for.
 *
 * @param target what they are about
 * @param requests whose they are; empty for everybody's, an empty list for nobody's
 * @param paths of which CPUs they are; empty for all
 */
public record StatsFilter(
    StatsTarget target, Optional<List<Request>> requests, Optional<Set<String>> paths) {

  /**
   * A provider's statistics.
   *
   * @param names which of them; empty for all, an empty set for none
   */
  public record Request(StatsProvider provider, Optional<Set<String>> names) {

    private boolean wants(String name) {
      // Others ignore the names of this provider's statistics, and so do clients' expectations.
      return provider == StatsProvider.CRYPTODEV || names.isEmpty() || names.get().contains(name);
    }
  }

  /** All statistics about something. */
  public static StatsFilter of(StatsTarget target) {
    return new StatsFilter(target, Optional.empty(), Optional.empty());
  }

  /** The requests that are for a provider; repeated ones add up. */
  private List<Request> of(StatsProvider provider) {
    return requests.orElse(List.of(new Request(provider, Optional.empty()))).stream()
        .filter(request -> request.provider() == provider)
        .filter(request -> request.names().filter(Set::isEmpty).isEmpty())
        .toList();
  }

  boolean wants(StatsProvider provider, String path) {
    return !of(provider).isEmpty() && paths.map(wanted -> wanted.contains(path)).orElse(true);
  }

  boolean wantsName(StatsProvider provider, String name) {
    return of(provider).stream().anyMatch(request -> request.wants(name));
  }
}
