package org.backplane.trace;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.trace.TraceField;
import org.backplane.api.trace.TracePoint;
import org.backplane.api.trace.Tracing.Event;
import org.backplane.api.trace.Tracing.State;
import org.jspecify.annotations.Nullable;

/** The points that are there, the names that are known, and what is wanted of them. */
final class Switchboard {

  /** Opens a point of a group. */
  @FunctionalInterface
  interface Opener {
    void open(String group, TracePoint point);
  }

  private record Offer(String group, TracePoint point) {}

  private final TreeSet<String> known;
  private final TreeMap<String, List<Offer>> there = new TreeMap<>();
  private final Wishes wishes;
  private final Opener opener;
  private final Consumer<List<String>> keeper;

  /**
   * @param known names that count as events without a point, too
   * @param wishes what is wanted already
   * @param keeper told what is wanted whenever that changes
   */
  Switchboard(
      Collection<String> known, Wishes wishes, Opener opener, Consumer<List<String>> keeper) {
    this.known = new TreeSet<>(known);
    this.wishes = wishes;
    this.opener = opener;
    this.keeper = keeper;
  }

  /** Points have come. Several may share a name. */
  synchronized void add(String group, List<TracePoint> points) {
    for (TracePoint point : points) {
      known.add(point.name());
      there.computeIfAbsent(point.name(), _ -> new ArrayList<>()).add(new Offer(group, point));
      apply(new Offer(group, point));
    }
  }

  /** Points go. */
  synchronized void remove(List<TracePoint> points) {
    for (TracePoint point : points) {
      point.shut();
      there.computeIfPresent(point.name(), (_, offers) -> without(point, offers));
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very point
  private static @Nullable List<Offer> without(TracePoint point, List<Offer> offers) {
    offers.removeIf(offer -> offer.point() == point);
    return offers.isEmpty() ? null : offers;
  }

  /** Shuts all that is there, for good. */
  synchronized void close() {
    there.values().forEach(offers -> offers.forEach(offer -> offer.point().shut()));
    there.clear();
  }

  synchronized List<Event> events(NamePattern pattern) throws InvalidRequestException {
    return names(pattern).stream().map(this::event).toList();
  }

  private Event event(String name) {
    Optional<TracePoint> point = find(name);
    return new Event(
        name,
        point
            .map(found -> found.enabled() ? State.ENABLED : State.DISABLED)
            .orElse(State.UNAVAILABLE),
        point.map(TracePoint::fields).orElse(List.<TraceField>of()));
  }

  private Optional<TracePoint> find(String name) {
    return there.getOrDefault(name, List.of()).stream().findFirst().map(Offer::point);
  }

  private List<String> names(NamePattern pattern) throws InvalidRequestException {
    if (!pattern.isGlob() && !known.contains(pattern.text())) {
      throw new InvalidRequestException(
          TraceRequest.SUBJECT,
          "there is no event " + TextValue.quoted(pattern.text()),
          "list them with '*'");
    }
    return pattern.isPossible() ? known.stream().filter(pattern::matches).toList() : List.of();
  }

  /** Switches what is known; refused as a whole or not at all. */
  synchronized void set(NamePattern pattern, boolean enabled, boolean ignoreUnavailable)
      throws InvalidRequestException {
    Optional<String> missing =
        names(pattern).stream().filter(name -> !there.containsKey(name)).findFirst();
    if (missing.isPresent() && !ignoreUnavailable) {
      throw new InvalidRequestException(
          TraceRequest.SUBJECT,
          "event '" + missing.get() + "' is not available now",
          "no bundle of this host has it; ignore what is unavailable, or deploy its bundle");
    }
    if (pattern.isPossible()) {
      var wish = new Wish(pattern, enabled);
      check(List.of(wish));
      wish(wish);
    }
  }

  /** Refuses what could not be kept in mind. */
  synchronized void check(List<Wish> more) throws InvalidRequestException {
    if (!wishes.haveRoom(more)) {
      throw new InvalidRequestException(
          TraceRequest.SUBJECT,
          "that makes more than " + Wishes.MAX + " patterns",
          "switch '*' off, which clears them all");
    }
  }

  /** Wants something of events that are there and of those that come, known or not. */
  synchronized void wish(Wish wish) {
    NamePattern pattern = wish.pattern();
    wishes.add(wish);
    keeper.accept(wishes.texts());
    there.forEach(
        (name, offers) -> {
          if (pattern.matches(name)) {
            offers.forEach(this::apply);
          }
        });
  }

  /** Whether a name or pattern fits any event that is known. */
  synchronized boolean knows(NamePattern pattern) {
    return known.stream().anyMatch(pattern::matches);
  }

  private void apply(Offer offer) {
    if (!wishes.wants(offer.point().name())) {
      offer.point().shut();
    } else if (!offer.point().enabled()) {
      opener.open(offer.group(), offer.point());
    }
  }
}
