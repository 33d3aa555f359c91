package org.backplane.hostmem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.ToLongFunction;
import org.backplane.api.memory.MemoryUsage;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;

/** What memory costs its host, as properties that only read back. */
final class UsageProperties {

  /** A figure: its line of help, and where it comes from. */
  private record Figure(String summary, ToLongFunction<MemoryUsage> value) {}

  private static final Map<String, Figure> FIGURES = figures();

  private UsageProperties() {}

  private static Map<String, Figure> figures() {
    SequencedMap<String, Figure> all = new LinkedHashMap<>();
    all.put("x-mapped-size", new Figure("address space in bytes", MemoryUsage::mappedBytes));
    all.put(
        "x-reserved-size",
        new Figure("what the host has promised in advance, in bytes", MemoryUsage::reservedBytes));
    all.put(
        "x-resident-size",
        new Figure("what lies in physical memory, in bytes", MemoryUsage::residentBytes));
    all.put(
        "x-shared-size",
        new Figure(
            "how much of that is mapped elsewhere too, also in this process, in bytes",
            MemoryUsage::sharedBytes));
    all.put(
        "x-swapped-size", new Figure("what was swapped out, in bytes", MemoryUsage::swappedBytes));
    all.put(
        "x-huge-size",
        new Figure("how much of it lies in huge pages, in bytes", MemoryUsage::hugeBytes));
    all.put(
        "x-lost-size",
        new Figure("what the host has taken away since, in bytes", MemoryUsage::lostBytes));
    return all;
  }

  /** Their descriptions. */
  static List<Property> all() {
    return FIGURES.entrySet().stream()
        .map(
            figure ->
                Property.readOnly(
                    figure.getKey(),
                    new PropertyKind.Unsigned(0, Long.MAX_VALUE),
                    figure.getValue().summary()))
        .toList();
  }

  /** How to read the property of that name; empty when it is none of these. */
  static Optional<ToLongFunction<MemoryUsage>> reader(String property) {
    return Optional.ofNullable(FIGURES.get(property)).map(Figure::value);
  }
}
