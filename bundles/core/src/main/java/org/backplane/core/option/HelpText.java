package org.backplane.core.option;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** Help texts out of type descriptions. */
final class HelpText {

  private static final int COLUMN = 24;

  private HelpText() {}

  static String properties(TypeDescription type) {
    String lines =
        type.properties().stream()
            .filter(Property::writable)
            .sorted(Comparator.comparing(Property::name))
            .map(HelpText::line)
            .collect(Collectors.joining());
    return lines.isEmpty()
        ? "There are no options for %s.%n".formatted(type.name())
        : "%s options:%n%s".formatted(type.name(), lines);
  }

  static String types(Collection<TypeDescription> types) {
    return types.stream()
        .sorted(Comparator.comparing(TypeDescription::name))
        .map(type -> "  %-24s - %s%n".formatted(type.name(), type.summary()))
        .collect(Collectors.joining());
  }

  private static String line(Property property) {
    String head = "  %s=<%s>".formatted(property.name(), property.kind().qomName());
    return "%s - %s%s%n".formatted(pad(head), property.summary(), remark(property));
  }

  private static String pad(String head) {
    return head + " ".repeat(Math.max(0, COLUMN - head.length()));
  }

  private static String remark(Property property) {
    if (property.required()) {
      return " (required)";
    }
    return property.defaultValue().map(value -> " (default: " + text(value) + ")").orElse("");
  }

  private static String text(PropertyValue value) {
    return switch (value) {
      case PropertyValue.Bool(boolean on) -> on ? "on" : "off";
      case PropertyValue.Unsigned number -> number.toString();
      case PropertyValue.Text(String text) -> text.isEmpty() ? "empty" : text;
      case PropertyValue.Numbers(var numbers) -> numbers.isEmpty() ? "none" : numbers.toString();
    };
  }
}
