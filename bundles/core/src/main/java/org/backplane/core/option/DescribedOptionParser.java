package org.backplane.core.option;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
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
import org.backplane.json.JsonException;
import org.backplane.json.JsonReader;
import org.osgi.service.component.annotations.Component;

/** Reads every dialect by the types' own descriptions. */
@Component
public final class DescribedOptionParser implements OptionParser {

  @Override
  public Options split(String text, String impliedKey, Dialect dialect)
      throws InvalidRequestException {
    return text.startsWith("{") ? json(text) : OptionText.split(text, impliedKey, dialect);
  }

  private static Options json(String text) throws InvalidRequestException {
    try {
      var members = new LinkedHashMap<String, RawValue>();
      if (JsonReader.parse(text) instanceof Map<?, ?> object) {
        object.forEach((key, value) -> members.put((String) key, new RawValue.Json(value)));
      }
      return new Options(Dialect.JSON, members);
    } catch (JsonException e) {
      throw new InvalidRequestException("", "bad JSON: " + e.getMessage(), "");
    }
  }

  @Override
  public PropertyValues check(TypeDescription type, String subject, Options options)
      throws InvalidRequestException {
    var values = new LinkedHashMap<String, PropertyValue>();
    for (Map.Entry<String, RawValue> member : options.members().entrySet()) {
      Member named = resolve(type, subject, member.getKey(), member.getValue());
      values.put(
          named.property().name(),
          check(named.property(), subject, named.value(), options.dialect()));
    }
    addDefaults(type, subject, values);
    return new PropertyValues(values);
  }

  /** A member's property: {@code noshare} is an old way to write {@code share=off}. */
  private Member resolve(TypeDescription type, String subject, String key, RawValue value)
      throws InvalidRequestException {
    var exact = type.property(key);
    if (exact.isPresent()) {
      return new Member(exact.get(), value);
    }
    if (value instanceof RawValue.Bare && key.startsWith("no")) {
      var negated =
          type.property(key.substring(2)).filter(p -> p.kind() instanceof PropertyKind.Bool);
      if (negated.isPresent()) {
        return new Member(negated.get(), new RawValue.Words(List.of("off")));
      }
    }
    List<String> known =
        type.properties().stream().filter(Property::writable).map(Property::name).toList();
    throw new InvalidRequestException(
        subject, "there is no property %s".formatted(Quoted.of(key)), nearest(key, known));
  }

  private record Member(Property property, RawValue value) {}

  private static void addDefaults(
      TypeDescription type, String subject, SequencedMap<String, PropertyValue> values)
      throws InvalidRequestException {
    for (Property property : type.properties()) {
      if (property.required() && !values.containsKey(property.name())) {
        throw new InvalidRequestException(
            subject,
            "property '%s' is missing".formatted(property.name()),
            "give %s=…: %s".formatted(property.name(), property.summary()));
      }
      property.defaultValue().ifPresent(value -> values.putIfAbsent(property.name(), value));
    }
  }

  @Override
  public PropertyValue check(Property property, String subject, RawValue value, Dialect dialect)
      throws InvalidRequestException {
    if (!property.writable()) {
      throw new InvalidRequestException(
          subject, "property '%s' can only be read".formatted(property.name()), "");
    }
    PropertyValue read =
        ValueReader.read(property.kind(), value, dialect)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        subject,
                        "property '%s' does not take %s"
                            .formatted(property.name(), shown(property, value)),
                        advice(property, value)));
    if (property.kind() instanceof PropertyKind.Size(long min)
        && read instanceof PropertyValue.Unsigned(long size)
        && Long.compareUnsigned(size, min) < 0) {
      throw new InvalidRequestException(
          subject, tooSmall(property.name(), min), advice(property, value));
    }
    return read;
  }

  private static String tooSmall(String property, long min) {
    return min == 1
        ? property + " must not be 0"
        : "%s must be %s or more".formatted(property, Long.toUnsignedString(min));
  }

  private static String advice(Property property, RawValue value) {
    return "give " + ValueReader.expectation(property.kind(), value instanceof RawValue.Json);
  }

  // Messages reach logs and monitors: what does not read back must not stand there either.
  private static String shown(Property property, RawValue value) {
    return property.readable() ? shown(value) : "what was given";
  }

  private static String shown(RawValue value) {
    return switch (value) {
      case RawValue.Words(List<String> words) -> Quoted.of(words.getLast());
      case RawValue.Elements(List<String> elements) -> Quoted.beginning("the list " + elements);
      case RawValue.Bare() -> "no value";
      case RawValue.Json(String text) -> Quoted.of(text);
      case RawValue.Json(Object json) -> Quoted.beginning("" + json);
    };
  }

  @Override
  public long size(String text, String subject) throws InvalidRequestException {
    return SizeText.parse(text)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    subject,
                    "%s is no size".formatted(Quoted.of(text)),
                    "give " + ValueReader.expectation(new PropertyKind.Size(), false)));
  }

  @Override
  public String help(TypeDescription type) {
    return HelpText.properties(type);
  }

  @Override
  public String help(Collection<TypeDescription> types) {
    return HelpText.types(types);
  }

  @Override
  public String nearest(String word, List<String> candidates) {
    return NearestName.advice(word, candidates);
  }
}
