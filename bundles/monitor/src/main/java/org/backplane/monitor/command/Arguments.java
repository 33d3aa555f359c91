package org.backplane.monitor.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The checked arguments of one call. The getters suit what the signature describes. */
public final class Arguments {

  private final Map<String, Object> members;

  Arguments(Map<String, Object> members) {
    this.members = members;
  }

  /** A required argument of any kind. */
  public Object value(String name) {
    Object value = members.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the signature does not require '" + name + "'");
    }
    return value;
  }

  /** A required text. */
  public String text(String name) {
    return (String) value(name);
  }

  /** A required whole number. */
  public Number number(String name) {
    return (Number) value(name);
  }

  /** A required object's members, in the order given. */
  public SequencedMap<String, Object> object(String name) {
    return members((Map<?, ?>) value(name));
  }

  /** An object of JSON as what it is. */
  static SequencedMap<String, Object> members(Map<?, ?> object) {
    var copy = new LinkedHashMap<String, Object>();
    object.forEach((key, value) -> copy.put((String) key, value));
    return copy;
  }

  /** An optional argument of any kind. */
  public Optional<Object> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** An optional text. */
  public Optional<String> findText(String name) {
    return Optional.ofNullable((String) members.get(name));
  }

  /** An optional whole number. */
  public Optional<Number> findNumber(String name) {
    return Optional.ofNullable((Number) members.get(name));
  }

  /** An optional list of texts; empty when it is not there. */
  public List<String> texts(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : List.of();
  }

  /** An optional list of objects; empty when it is not there. */
  public List<Map<String, Object>> objects(String name) {
    return members.get(name) instanceof List<?> list
        ? list.stream().<Map<String, Object>>map(each -> members((Map<?, ?>) each)).toList()
        : List.of();
  }

  /** An optional truth value; false when it is not there. */
  public boolean isTrue(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  /** All members but the named ones, in the order given. */
  public SequencedMap<String, Object> without(String... names) {
    var rest = new LinkedHashMap<>(members);
    for (String name : names) {
      rest.remove(name);
    }
    return rest;
  }
}
