package org.backplane.metrics.text;

import java.util.List;
import java.util.Locale;

/** How families are written. */
public enum TextFormat {
  /** OpenMetrics 1.0.0. */
  OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8") {
    @Override
    void head(Family family, StringBuilder out) {
      line(out, "TYPE", family.name(), family.kind().openMetrics());
      if (!family.unit().isEmpty()) {
        line(out, "UNIT", family.name(), family.unit());
      }
      line(out, "HELP", family.name(), escaped(family.help()).replace("\"", "\\\""));
    }

    @Override
    void end(StringBuilder out) {
      out.append("# EOF\n");
    }
  },

  /** What came before it, version 0.0.4. */
  CLASSIC("text/plain; version=0.0.4; charset=utf-8") {
    @Override
    void head(Family family, StringBuilder out) {
      String name = family.name() + family.kind().classicSuffix();
      line(out, "HELP", name, escaped(family.help()));
      line(out, "TYPE", name, family.kind().classic());
    }

    @Override
    void end(StringBuilder out) {}
  };

  private final String contentType;

  TextFormat(String contentType) {
    this.contentType = contentType;
  }

  /** What an HTTP answer says that it is. */
  public String contentType() {
    return contentType;
  }

  /**
   * The format that a client asks for; who does not care gets OpenMetrics.
   *
   * @param accept the value of an {@code Accept} header; empty for none
   */
  public static TextFormat wantedBy(String accept) {
    double open = preference(accept, "application/openmetrics-text");
    double classic = preference(accept, "text/plain");
    return classic > open ? CLASSIC : OPEN_METRICS;
  }

  private static double preference(String accept, String mediaType) {
    double most = 0;
    for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] parts = range.split(";", -1);
      if (parts[0].strip().equals(mediaType)) {
        most = Math.max(most, quality(parts));
      }
    }
    return most;
  }

  private static double quality(String[] parts) {
    for (String part : parts) {
      String parameter = part.strip();
      if (parameter.startsWith("q=")) {
        try {
          return Double.parseDouble(parameter.substring(2));
        } catch (NumberFormatException _) {
          return 0;
        }
      }
    }
    return 1;
  }

  /** Writes families, whose names are all different. */
  String write(List<Family> families) {
    var out = new StringBuilder(1 << 14);
    for (Family family : families) {
      head(family, out);
      for (Sample sample : family.samples()) {
        out.append(family.name()).append(sample.suffix()).append(sample.labels());
        out.append(' ').append(sample.number()).append('\n');
      }
    }
    end(out);
    return out.toString();
  }

  abstract void head(Family family, StringBuilder out);

  abstract void end(StringBuilder out);

  private static void line(StringBuilder out, String word, String name, String rest) {
    out.append("# ").append(word).append(' ').append(name).append(' ').append(rest).append('\n');
  }

  private static String escaped(String help) {
    return help.replace("\\", "\\\\").replace("\n", "\\n");
  }
}
