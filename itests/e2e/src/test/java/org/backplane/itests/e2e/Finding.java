package org.backplane.itests.e2e;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of what the init of a Linux guest found: {@code GUEST name pass|fail|absent detail}.
 *
 * @param verdict the third word
 * @param detail the rest, may be empty
 */
record Finding(String verdict, String detail) {

  private static final Pattern LINE =
      Pattern.compile("^GUEST (\\S+) (pass|fail|absent) ?(.*?)\\r?$", Pattern.MULTILINE);

  /** All that stand in a console's output, by name. */
  static Map<String, Finding> of(String output) {
    var result = new LinkedHashMap<String, Finding>();
    Matcher lines = LINE.matcher(output);
    while (lines.find()) {
      result.put(lines.group(1), new Finding(lines.group(2), lines.group(3)));
    }
    return result;
  }

  /** The number behind {@code name=}. */
  long number(String name) {
    Matcher value = Pattern.compile("\\b" + name + "=([0-9]+)").matcher(detail);
    if (!value.find()) {
      throw new AssertionError("no " + name + " in " + this);
    }
    return Long.parseLong(value.group(1));
  }
}
