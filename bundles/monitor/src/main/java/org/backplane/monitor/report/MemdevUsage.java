package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.monitor.report.MemoryBackends.Backend;
import org.backplane.monitor.schema.Form;
import org.backplane.monitor.schema.ObjectForm;

/**
 * What a memory backend costs its host at one moment, as {@code x-query-memdev-usage} and {@code
 * info memdev-usage} show it.
 *
 * @param figures bytes by name, each a whole number of JSON; without those that nobody tells
 * @param share whether other processes may map the same pages
 */
public record MemdevUsage(String id, SequencedMap<String, Number> figures, boolean share) {

  /** The properties by which a backend tells, by the member that shows them. */
  private static final SequencedMap<String, String> PROPERTIES = properties();

  private static final String PAGE_SIZE = "page-size";

  /** The QMP form. */
  public static final Form<MemdevUsage> FORM = form();

  private static Form<MemdevUsage> form() {
    var form = ObjectForm.<MemdevUsage>empty().text("id", MemdevUsage::id);
    for (String figure : PROPERTIES.keySet()) {
      form = form.maybe(figure, Form.INTEGER, usage -> usage.figure(figure));
    }
    return form.maybe(PAGE_SIZE, Form.INTEGER, usage -> usage.figure(PAGE_SIZE))
        .bool("share", MemdevUsage::share);
  }

  private Optional<Number> figure(String name) {
    return Optional.ofNullable(figures.get(name));
  }

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
    var figures = new LinkedHashMap<String, Number>();
    PROPERTIES.forEach(
        (figure, property) ->
            backend
                .number(property)
                .ifPresent(bytes -> figures.put(figure, JsonValues.unsigned(bytes))));
    pageSize(backend, used).ifPresent(bytes -> figures.put(PAGE_SIZE, bytes));
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

  /** The HMP form, a line each. */
  public List<String> toLines() {
    var lines = new ArrayList<String>();
    lines.add("memory backend: " + id);
    figures.forEach((figure, bytes) -> lines.add("  " + figure + ": " + bytes));
    lines.add("  share: " + share);
    return lines;
  }
}
