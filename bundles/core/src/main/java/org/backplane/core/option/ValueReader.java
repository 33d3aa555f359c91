package org.backplane.core.option;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.jspecify.annotations.Nullable;

/** Reads one value by its property's kind. Empty answers mean: not a value of that kind. */
final class ValueReader {

  private static final Pattern UNSIGNED = Pattern.compile("0[xX][0-9a-fA-F]+|\\d+");
  private static final int LONGEST_RANGE = 65536;
  private static final int LONGEST_NUMBER = 128;

  /** Far beyond any path; the text of a link comes back in errors and in properties. */
  private static final int LONGEST_LINK = 4096;

  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private ValueReader() {}

  static Optional<PropertyValue> read(PropertyKind kind, RawValue raw, Dialect dialect) {
    return switch (raw) {
      case RawValue.Json(Object value) -> ofJson(kind, value);
      case RawValue.Words(List<String> words) when kind instanceof PropertyKind.UnsignedSet set ->
          dialect == Dialect.HUMAN_MONITOR ? Optional.empty() : ofRanges(set, words);
      case RawValue.Words(List<String> words) -> ofText(kind, words.getLast());
      case RawValue.Elements(List<String> elements) ->
          kind instanceof PropertyKind.UnsignedSet set
              ? ofElements(set, elements)
              : Optional.empty();
      case RawValue.Bare() ->
          kind instanceof PropertyKind.Bool || kind instanceof PropertyKind.Text
              ? ofText(kind, "on")
              : Optional.empty();
    };
  }

  /** What a kind takes, for messages. */
  static String expectation(PropertyKind kind, boolean json) {
    return switch (kind) {
      case PropertyKind.Size(long min) ->
          (json ? "a whole number of bytes" : "a size such as 64M, below 2^64 bytes")
              + (min > 1 ? " and at least " + Long.toUnsignedString(min) : "");
      case PropertyKind.Bool() -> json ? "true or false" : "on or off";
      case PropertyKind.Unsigned(long min, long max) ->
          "a whole number from %s to %s"
              .formatted(Long.toUnsignedString(min), Long.toUnsignedString(max));
      case PropertyKind.UnsignedSet(int max) ->
          json
              ? "a list of whole numbers up to " + max
              : "whole numbers up to %d such as 0 or 0-3".formatted(max);
      case PropertyKind.Choice choice -> "one of " + String.join(", ", choice.words());
      case PropertyKind.Text() -> "a text";
      case PropertyKind.Link(String target) -> "the id of a " + target;
    };
  }

  private static Optional<PropertyValue> ofText(PropertyKind kind, String text) {
    return switch (kind) {
      case PropertyKind.Size _ -> number(SizeText.parse(text));
      case PropertyKind.Bool() -> bool(text);
      case PropertyKind.Unsigned range -> within(range, unsigned(text));
      case PropertyKind.UnsignedSet set -> ofRanges(set, List.of(text));
      case PropertyKind.Choice choice ->
          choice.words().contains(text)
              ? Optional.of(new PropertyValue.Text(text))
              : Optional.empty();
      case PropertyKind.Text() -> Optional.of(new PropertyValue.Text(text));
      case PropertyKind.Link(_) ->
          text.length() <= LONGEST_LINK
              ? Optional.of(new PropertyValue.Text(text))
              : Optional.empty();
    };
  }

  private static Optional<PropertyValue> ofJson(PropertyKind kind, @Nullable Object value) {
    return switch (kind) {
      case PropertyKind.Size _ -> number(unsigned(value));
      case PropertyKind.Unsigned range -> within(range, unsigned(value));
      case PropertyKind.Bool() ->
          value instanceof Boolean bool
              ? Optional.of(new PropertyValue.Bool(bool))
              : Optional.empty();
      case PropertyKind.UnsignedSet set ->
          value instanceof List<?> list ? ofJsonList(set, list) : Optional.empty();
      case PropertyKind.Choice _, PropertyKind.Text(), PropertyKind.Link(_) ->
          value instanceof String text ? ofText(kind, text) : Optional.empty();
    };
  }

  private static Optional<PropertyValue> bool(String text) {
    return switch (text) {
      case "on", "yes", "true", "y" -> Optional.of(new PropertyValue.Bool(true));
      case "off", "no", "false", "n" -> Optional.of(new PropertyValue.Bool(false));
      default -> Optional.empty();
    };
  }

  private static Optional<PropertyValue> number(OptionalLong value) {
    return value.isPresent()
        ? Optional.of(new PropertyValue.Unsigned(value.getAsLong()))
        : Optional.empty();
  }

  private static Optional<PropertyValue> within(PropertyKind.Unsigned range, OptionalLong value) {
    return value.isPresent()
            && Long.compareUnsigned(value.getAsLong(), range.min()) >= 0
            && Long.compareUnsigned(value.getAsLong(), range.max()) <= 0
        ? number(value)
        : Optional.empty();
  }

  /** C notation: a leading zero means octal, unlike in sizes. */
  private static OptionalLong unsigned(String text) {
    if (text.length() > LONGEST_NUMBER || !UNSIGNED.matcher(text).matches()) {
      return OptionalLong.empty();
    }
    boolean hexadecimal = text.length() > 1 && Character.toLowerCase(text.charAt(1)) == 'x';
    int radix = hexadecimal ? 16 : text.startsWith("0") ? 8 : 10;
    try {
      return unsigned(new BigInteger(hexadecimal ? text.substring(2) : text, radix));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong unsigned(@Nullable Object json) {
    return switch (json) {
      case Long number when number >= 0 -> OptionalLong.of(number);
      case BigInteger number when number.signum() >= 0 && number.compareTo(LIMIT) < 0 ->
          OptionalLong.of(number.longValue());
      case null, default -> OptionalLong.empty();
    };
  }

  private static Optional<PropertyValue> ofJsonList(PropertyKind.UnsignedSet set, List<?> list) {
    var numbers = new ArrayList<OptionalLong>(list.size());
    list.forEach(element -> numbers.add(unsigned(element)));
    return collected(set, numbers);
  }

  private static Optional<PropertyValue> ofElements(
      PropertyKind.UnsignedSet set, List<String> elements) {
    return collected(set, elements.stream().map(ValueReader::unsigned).toList());
  }

  private static Optional<PropertyValue> ofRanges(
      PropertyKind.UnsignedSet set, List<String> ranges) {
    var numbers = new ArrayList<OptionalLong>();
    for (String range : ranges) {
      int dash = range.indexOf('-');
      OptionalLong first = unsigned(dash < 0 ? range : range.substring(0, dash));
      OptionalLong last = dash < 0 ? first : unsigned(range.substring(dash + 1));
      if (first.isEmpty() || last.isEmpty()) {
        return Optional.empty();
      }
      long count = last.getAsLong() - first.getAsLong() + 1;
      if (count < 1 || count > LONGEST_RANGE || last.getAsLong() > set.max()) {
        return Optional.empty();
      }
      for (long number = first.getAsLong(); number <= last.getAsLong(); number++) {
        numbers.add(OptionalLong.of(number));
      }
    }
    return collected(set, numbers);
  }

  private static Optional<PropertyValue> collected(
      PropertyKind.UnsignedSet set, List<OptionalLong> numbers) {
    var sorted = new TreeSet<Integer>();
    for (OptionalLong number : numbers) {
      if (number.isEmpty() || Long.compareUnsigned(number.getAsLong(), set.max()) > 0) {
        return Optional.empty();
      }
      sorted.add((int) number.getAsLong());
    }
    return Optional.of(new PropertyValue.Numbers(List.copyOf(sorted)));
  }
}
