package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.backplane.api.metric.MetricDescription;

/**
 * How a metric is called by scrapers: the product, the metric's words, and at the end its unit,
 * once. So {@code bytes-lost} is {@code backplane_lost_bytes}. Words that formats put behind a name
 * themselves do not end one: {@code clients-total} is {@code backplane_clients}.
 *
 * @param unit {@code bytes}, {@code seconds}, or empty
 */
record FamilyName(String text, String unit) {

  private static final String PRODUCT = "backplane";

  /** What formats put behind the names of samples. */
  private static final Set<String> RESERVED =
      Set.of("total", "created", "count", "sum", "bucket", "info", "gcount", "gsum");

  static FamilyName of(MetricDescription description) {
    String unit =
        switch (description.unit()) {
          case COUNT -> "";
          case BYTES -> "bytes";
          case NANOSECONDS -> "seconds";
        };
    var words = new ArrayList<String>();
    words.add(PRODUCT);
    words.addAll(words(description.name()));
    words.removeIf(word -> word.isEmpty() || word.equals(unit));
    while (words.size() > 2 && RESERVED.contains(words.getLast())) {
      words.removeLast();
    }
    if (!unit.isEmpty()) {
      words.add(unit);
    }
    return new FamilyName(String.join("_", words), unit);
  }

  private static List<String> words(String name) {
    return List.of(name.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"));
  }
}
