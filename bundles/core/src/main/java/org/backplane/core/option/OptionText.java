package org.backplane.core.option;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;

/**
 * Splits {@code value,key=value,key,…}. A doubled comma is a comma of the value; a trailing comma
 * is harmless; the first {@code id} wins where other keys collect what they are given.
 */
final class OptionText {

  private static final Pattern INDEXED = Pattern.compile("(.+)\\.(\\d{1,5})");
  private static final Pattern FRAGMENT = Pattern.compile("[A-Za-z0-9_-]{1,127}");

  private final Dialect dialect;
  private final SequencedMap<String, RawValue> members = new LinkedHashMap<>();
  private final Map<String, TreeMap<Integer, String>> indexed = new LinkedHashMap<>();

  private OptionText(Dialect dialect) {
    this.dialect = dialect;
  }

  static Options split(String text, String impliedKey, Dialect dialect)
      throws InvalidRequestException {
    var option = new OptionText(dialect);
    List<String> elements = elements(text);
    for (int i = 0; i < elements.size(); i++) {
      option.element(elements.get(i), i == 0 ? impliedKey : "");
    }
    option.closeLists();
    return new Options(dialect, option.members);
  }

  private static List<String> elements(String text) {
    var elements = new ArrayList<String>();
    var element = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != ',') {
        element.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == ',') {
        element.append(',');
        i++;
      } else {
        elements.add(element.toString());
        element.setLength(0);
      }
    }
    if (!element.isEmpty()) {
      elements.add(element.toString());
    }
    return elements;
  }

  private void element(String element, String impliedKey) throws InvalidRequestException {
    int equals = element.indexOf('=');
    if (equals < 0 && impliedKey.isEmpty()) {
      bare(element);
    } else if (equals < 0) {
      give(impliedKey, element);
    } else if (equals == 0) {
      throw new InvalidRequestException(
          "", "%s has no key before the '='".formatted(Quoted.of(element)), "write key=value");
    } else {
      give(element.substring(0, equals), element.substring(equals + 1));
    }
  }

  private void bare(String key) throws InvalidRequestException {
    if (key.isEmpty()) {
      throw new InvalidRequestException("", "two commas with nothing between", "write key=value,…");
    }
    boolean help = key.equals("help") || key.equals("?");
    if (dialect == Dialect.HUMAN_MONITOR && !help) {
      throw new InvalidRequestException(
          "", "%s has no value".formatted(Quoted.of(key)), "write key=value");
    }
    members.put(key, new RawValue.Bare());
  }

  private void give(String key, String value) throws InvalidRequestException {
    if (dialect != Dialect.HUMAN_MONITOR) {
      collect(key, value);
      return;
    }
    for (String fragment : key.split("\\.", -1)) {
      if (!FRAGMENT.matcher(fragment).matches()) {
        throw new InvalidRequestException("", "%s is no key".formatted(Quoted.of(key)), "");
      }
    }
    Matcher index = INDEXED.matcher(key);
    if (index.matches()) {
      indexed
          .computeIfAbsent(index.group(1), _ -> new TreeMap<>())
          .put(Integer.valueOf(index.group(2)), value);
    } else {
      collect(key, value);
    }
  }

  private void collect(String key, String value) {
    var occurrences = new ArrayList<String>();
    if (members.get(key) instanceof RawValue.Words(List<String> earlier)) {
      if (key.equals("id")) {
        return;
      }
      occurrences.addAll(earlier);
    }
    occurrences.add(value);
    members.put(key, new RawValue.Words(occurrences));
  }

  private void closeLists() throws InvalidRequestException {
    for (var list : indexed.entrySet()) {
      TreeMap<Integer, String> elements = list.getValue();
      if (members.containsKey(list.getKey())) {
        throw new InvalidRequestException(
            "",
            "%s is given both as a value and as a list".formatted(Quoted.of(list.getKey())),
            "");
      }
      if (elements.lastKey() != elements.size() - 1) {
        throw new InvalidRequestException(
            "",
            "the indices of %s have a gap".formatted(Quoted.of(list.getKey())),
            "number its elements from 0 on");
      }
      members.put(list.getKey(), new RawValue.Elements(List.copyOf(elements.values())));
    }
  }
}
