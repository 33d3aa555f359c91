package org.backplane.metrics.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads OpenMetrics text as strictly as a scraper may, character by character. */
final class OpenMetricsReader {

  /**
   * A sample.
   *
   * @param name with its suffix
   * @param family the family of the head above it
   */
  record Read(String family, String name, Map<String, String> labels, double value) {}

  private static final Map<String, List<String>> SUFFIXES =
      Map.of(
          "counter", List.of("_total"),
          "gauge", List.of(""),
          "histogram", List.of("_bucket", "_count", "_sum"),
          "summary", List.of("_count", "_sum"),
          "info", List.of("_info"));

  private final String text;
  private int at;
  private String family = "";
  private final Map<String, String> types = new LinkedHashMap<>();
  private final Set<String> heads = new LinkedHashSet<>();
  private final Set<String> taken = new LinkedHashSet<>();
  private final List<Read> samples = new ArrayList<>();

  private OpenMetricsReader(String text) {
    this.text = text;
  }

  static List<Read> read(String text) {
    return new OpenMetricsReader(text).all();
  }

  /** The type of each family, in order. */
  static Map<String, String> types(String text) {
    var reader = new OpenMetricsReader(text);
    reader.all();
    return reader.types;
  }

  private List<Read> all() {
    while (!text.startsWith("# EOF\n", at)) {
      if (text.startsWith("# ", at)) {
        head();
      } else {
        sample();
      }
    }
    at += "# EOF\n".length();
    check(at == text.length(), "text behind its end");
    return samples;
  }

  private void head() {
    expect("# ");
    String word = until(' ');
    String name = name();
    expect(" ");
    String rest = until('\n');
    check(heads.add(word + " " + name), "said twice: " + word + " " + name);
    switch (word) {
      case "TYPE" -> {
        check(types.putIfAbsent(name, rest) == null, "two families " + name);
        check(SUFFIXES.containsKey(rest), "no type " + rest);
        Stream.concat(Stream.of(""), SUFFIXES.get(rest).stream())
            .distinct()
            .forEach(suffix -> check(taken.add(name + suffix), "taken: " + name + suffix));
        family = name;
      }
      case "UNIT" -> check(family.equals(name) && name.endsWith("_" + rest), "unit of " + name);
      case "HELP" -> check(family.equals(name) && !rest.isEmpty(), "help of " + name);
      default -> throw new AssertionError("no head: " + word);
    }
  }

  private void sample() {
    String name = name();
    check(
        name.startsWith(family)
            && SUFFIXES.get(types.get(family)).contains(name.substring(family.length())),
        name + " does not belong to " + family);
    var labels = new LinkedHashMap<String, String>();
    if (text.charAt(at) == '{') {
      expect("{");
      do {
        String label = name();
        expect("=\"");
        check(labels.put(label, value()) == null, "label twice: " + label);
      } while (takes(','));
      expect("}");
    }
    expect(" ");
    String number = until('\n');
    check(number.matches("-?[0-9]+(\\.[0-9]+)?"), "no number: " + number);
    var read = new Read(family, name, labels, Double.parseDouble(number));
    check(
        samples.stream().noneMatch(s -> s.name().equals(name) && s.labels().equals(labels)),
        "sample twice: " + read);
    samples.add(read);
  }

  private String value() {
    var out = new StringBuilder();
    for (char c = next(); c != '"'; c = next()) {
      check(c != '\n', "a line ends within a label");
      out.append(c == '\\' ? unescaped(next()) : c);
    }
    return out.toString();
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'n' -> '\n';
      case '\\', '"' -> c;
      default -> throw new AssertionError("no escape: " + c);
    };
  }

  private String name() {
    int begin = at;
    while (Character.toString(text.charAt(at)).matches("[a-zA-Z0-9_]")) {
      at++;
    }
    String name = text.substring(begin, at);
    check(name.matches("[a-zA-Z_][a-zA-Z0-9_]*"), "no name at " + begin);
    return name;
  }

  private String until(char end) {
    int found = text.indexOf(end, at);
    check(found >= 0, "no '" + end + "'");
    String part = text.substring(at, found);
    at = found + 1;
    return part;
  }

  private char next() {
    return text.charAt(at++);
  }

  private boolean takes(char c) {
    boolean there = text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(String part) {
    check(text.startsWith(part, at), "no '" + part + "' at " + at);
    at += part.length();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
