package org.backplane.monitor.fake;

import java.math.BigInteger;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.OptionParser;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;
import org.jspecify.annotations.Nullable;

/** Reads as much of the dialects as the monitor's tests need. */
public final class FakeParser implements OptionParser {

  @Override
  public Options split(String text, String impliedKey, Dialect dialect)
      throws InvalidRequestException {
    var members = new LinkedHashMap<String, RawValue>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (part.equals("help") || part.equals("?")) {
        members.put(part, new RawValue.Bare());
      } else if (equals < 0 && members.isEmpty()) {
        members.put(impliedKey, new RawValue.Words(List.of(part)));
      } else if (equals < 0) {
        throw new InvalidRequestException("", "'" + part + "' has no value", "");
      } else {
        members.put(
            part.substring(0, equals), new RawValue.Words(List.of(part.substring(equals + 1))));
      }
    }
    return new Options(dialect, members);
  }

  @Override
  public PropertyValues check(TypeDescription type, String subject, Options options)
      throws InvalidRequestException {
    var values = new LinkedHashMap<String, PropertyValue>();
    for (Map.Entry<String, RawValue> member : options.members().entrySet()) {
      Property property =
          type.property(member.getKey())
              .orElseThrow(
                  () ->
                      new InvalidRequestException(
                          subject, "there is no property '" + member.getKey() + "'", ""));
      values.put(property.name(), check(property, subject, member.getValue(), options.dialect()));
    }
    for (Property property : type.properties()) {
      if (property.required() && !values.containsKey(property.name())) {
        throw new InvalidRequestException(subject, property.name() + " is missing", "");
      }
      property.defaultValue().ifPresent(value -> values.putIfAbsent(property.name(), value));
    }
    return new PropertyValues(values);
  }

  @Override
  public PropertyValue check(Property property, String subject, RawValue value, Dialect dialect)
      throws InvalidRequestException {
    PropertyValue read =
        switch (value) {
          case RawValue.Json(var json) -> json(property.kind(), json);
          case RawValue.Words words
              when property.kind() instanceof PropertyKind.UnsignedSet
                  && dialect == Dialect.HUMAN_MONITOR ->
              null; // no ranges there
          case RawValue.Words words -> word(property.kind(), words.occurrences().getLast());
          default -> null;
        };
    if (read == null || !property.writable()) {
      throw new InvalidRequestException(
          subject, "property '" + property.name() + "' does not take that", "");
    }
    return read;
  }

  private static @Nullable PropertyValue json(PropertyKind kind, @Nullable Object json) {
    return switch (kind) {
      case PropertyKind.Bool _ when json instanceof Boolean bool -> new PropertyValue.Bool(bool);
      case PropertyKind.Size _ when json instanceof Long number ->
          new PropertyValue.Unsigned(number);
      case PropertyKind.Size _ when json instanceof BigInteger number ->
          new PropertyValue.Unsigned(number.longValue());
      case PropertyKind.UnsignedSet _ when json instanceof List<?> list ->
          new PropertyValue.Numbers(list.stream().map(n -> ((Long) n).intValue()).toList());
      case PropertyKind.Text _, PropertyKind.Choice _, PropertyKind.Link _
          when json instanceof String text ->
          new PropertyValue.Text(text);
      default -> null;
    };
  }

  private static @Nullable PropertyValue word(PropertyKind kind, String word) {
    return switch (kind) {
      case PropertyKind.Bool _ when word.equals("on") || word.equals("off") ->
          new PropertyValue.Bool(word.equals("on"));
      case PropertyKind.Size _ when word.matches("[0-9]+M?") ->
          new PropertyValue.Unsigned(
              word.endsWith("M")
                  ? Long.parseLong(word.substring(0, word.length() - 1)) << 20
                  : Long.parseLong(word));
      case PropertyKind.UnsignedSet _ when word.matches("[0-9]-[0-9]") ->
          new PropertyValue.Numbers(
              IntStream.rangeClosed(word.charAt(0) - '0', word.charAt(2) - '0').boxed().toList());
      case PropertyKind.Text _, PropertyKind.Choice _, PropertyKind.Link _ ->
          new PropertyValue.Text(word);
      default -> null;
    };
  }

  @Override
  public long size(String text, String subject) throws InvalidRequestException {
    if (!text.matches("[0-9]{1,18}")) {
      throw new InvalidRequestException(subject, "'" + text + "' is no size", "");
    }
    return Long.parseLong(text);
  }

  @Override
  public String help(TypeDescription type) {
    return type.properties().stream()
        .map(property -> "  " + property.name() + "=<" + property.kind().qomName() + ">\n")
        .collect(Collectors.joining());
  }

  @Override
  public String help(Collection<TypeDescription> types) {
    return types.stream().map(type -> type.name() + "\n").collect(Collectors.joining());
  }

  /** Near is what starts with the same letter. */
  @Override
  public String nearest(String word, List<String> candidates) {
    return candidates.stream()
        .filter(candidate -> !word.isEmpty() && candidate.startsWith(word.substring(0, 1)))
        .findFirst()
        .map(candidate -> "did you mean '" + candidate + "'?")
        .orElse("");
  }
}
