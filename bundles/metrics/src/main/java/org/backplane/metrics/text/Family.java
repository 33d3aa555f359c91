package org.backplane.metrics.text;

import java.util.List;

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
    COUNTER("counter", "counter", "_total"),
    GAUGE("gauge", "gauge", ""),
    HISTOGRAM("histogram", "histogram", ""),
    SUMMARY("summary", "summary", ""),
    INFO("info", "gauge", "_info");

    private final String openMetrics;
    private final String classic;
    private final String classicSuffix;

    /**
     * @param classic what the older format has for it
     * @param classicSuffix what belongs to the family's name there
     */
    Kind(String openMetrics, String classic, String classicSuffix) {
      this.openMetrics = openMetrics;
      this.classic = classic;
      this.classicSuffix = classicSuffix;
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

  static Family of(String name, Kind kind, String help, Sample... samples) {
    return new Family(name, kind, "", help, List.of(samples));
  }

  static Family inUnit(String name, Kind kind, String unit, String help, List<Sample> samples) {
    return new Family(name, kind, unit, help, List.copyOf(samples));
  }
}
