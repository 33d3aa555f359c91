package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.monitor.report.MemoryBackends.Backend;

/**
 * What a memory backend costs its host at one moment, as {@code x-query-memdev-usage} and {@code
 * info memdev-usage} show it.
 *
 * @param figures bytes by name, each a whole number of JSON; without those that nobody tells
 * @param share whether other processes may map the same pages
 */
public record MemdevUsage(String id, SequencedMap<String, Object> figures, boolean share) {

  /** The properties by which a backend tells, by the member that shows them. */
  private static final SequencedMap<String, String> PROPERTIES = properties();

  public MemdevUsage {
    figures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(figures));
  }

  private static SequencedMap<String, String> properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put("requested", "size");
    for (String figure :
        List.of("mapped", "reserved", "resident", "shared", "swapped", "huge", "lost")) {
      properties.put(figure, "x-" + figure + "-size");
    }
    return properties;
  }

  /**
   * Asks the backend; what it does not describe, or cannot tell now, is left out.
   *
   * @param used what the machine uses
   */
  static MemdevUsage of(Backend backend, List<MemoryRegion> used) {
    var figures = new LinkedHashMap<String, Object>();
    PROPERTIES.forEach(
        (figure, property) ->
            backend
                .number(property)
                .ifPresent(bytes -> figures.put(figure, JsonValues.unsigned(bytes))));
    pageSize(backend, used).ifPresent(bytes -> figures.put("page-size", bytes));
    return new MemdevUsage(backend.id(), figures, backend.bool("share", false));
  }

  private static Optional<Long> pageSize(Backend backend, List<MemoryRegion> used) {
    return backend
        .number(RamBlocks.PAGE_SIZE)
        .or(
            () ->
                used.stream()
                    .filter(region -> region.backend().equals(backend.path()))
                    .map(MemoryRegion::pageSizeBytes)
                    .findFirst());
  }

  /** The QMP form. */
  public Map<String, Object> toMap() {
    var members = new Members().with("id", id);
    figures.forEach(members::with);
    return members.with("share", share).toMap();
  }

  /** The HMP form, a line each. */
  public List<String> toLines() {
    var lines = new ArrayList<String>();
    lines.add("memory backend: " + id);
    figures.forEach((figure, bytes) -> lines.add("  " + figure + ": " + bytes));
    lines.add("  share: " + share);
    return lines;
  }
}
