package org.backplane.metrics.text;

import java.util.List;
import java.util.stream.Stream;

/**
 * Samples of one name, told apart by their labels.
 *
 * @param name without the suffixes of its samples
 * @param unit with which the name ends; empty for none
 * @param help one line
 */
record Family(String name, Kind kind, String unit, String help, List<Sample> samples) {

  /** What a scraper is told that it is. */
  enum Kind {
    COUNTER("counter", "counter", "_total", "_total", "_created"),
    GAUGE("gauge", "gauge", ""),
    HISTOGRAM("histogram", "histogram", "", "_bucket", "_count", "_sum", "_created"),
    SUMMARY("summary", "summary", "", "_count", "_sum", "_created"),
    INFO("info", "gauge", "_info", "_info");

    private final String openMetrics;
    private final String classic;
    private final String classicSuffix;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> suffixes;

    /**
     * @param classic what the older format has for it
     * @param classicSuffix what belongs to the family's name there
     * @param suffixes what its samples' names may have behind the family's
     */
    Kind(String openMetrics, String classic, String classicSuffix, String... suffixes) {
      this.openMetrics = openMetrics;
      this.classic = classic;
      this.classicSuffix = classicSuffix;
      this.suffixes = List.of(suffixes);
    }

    String openMetrics() {
      return openMetrics;
    }

    String classic() {
      return classic;
    }

    String classicSuffix() {
      return classicSuffix;
    }
  }

  /** Names that no other family may have, nor its samples. */
  List<String> names() {
    return Stream.concat(Stream.of(name), kind.suffixes.stream().map(name::concat)).toList();
  }

  static Family of(String name, Kind kind, String help, Sample... samples) {
    return new Family(name, kind, "", help, List.of(samples));
  }

  static Family inUnit(String name, Kind kind, String unit, String help, List<Sample> samples) {
    return new Family(name, kind, unit, help, List.copyOf(samples));
  }
}
