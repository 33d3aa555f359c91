package org.backplane.monitor.fake;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.backplane.json.JsonNull;

/** A schema as it came over the wire; tells whether other messages keep to it. */
public final class WireSchema {

  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String MEMBERS = "members";

  private final List<Map<String, Object>> entities;
  private final Map<String, Map<String, Object>> commands = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> events = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> types = new LinkedHashMap<>();

  public WireSchema(Object returned) {
    entities = maps(returned);
    for (Map<String, Object> entity : entities) {
      String name = (String) entity.get(NAME);
      var space =
          switch ((String) entity.get("meta-type")) {
            case "command" -> commands;
            case "event" -> events;
            default -> types;
          };
      if (space.put(name, entity) != null) {
        throw new AssertionError("twice in the schema: " + name);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }

  public List<Map<String, Object>> entities() {
    return entities;
  }

  public Set<String> commands() {
    return commands.keySet();
  }

  public Set<String> events() {
    return events.keySet();
  }

  public Map<String, Object> command(String name) {
    return Optional.ofNullable(commands.get(name))
        .orElseThrow(() -> new AssertionError("not in the schema: command " + name));
  }

  public Map<String, Object> type(String name) {
    return Optional.ofNullable(types.get(name))
        .orElseThrow(() -> new AssertionError("not in the schema: type " + name));
  }

  /** The type of a command's arguments. */
  public Map<String, Object> arguments(String command) {
    return type((String) command(command).get("arg-type"));
  }

  /** The type of an object's member. */
  public Map<String, Object> member(Map<String, Object> object, String name) {
    return type((String) find(maps(object.get(MEMBERS)), NAME, name).get(TYPE));
  }

  /** The type of a union's further members. */
  public Map<String, Object> variant(Map<String, Object> union, String word) {
    return type((String) find(maps(union.get("variants")), "case", word).get(TYPE));
  }

  private static Map<String, Object> find(
      List<Map<String, Object>> list, String key, String value) {
    return list.stream()
        .filter(map -> value.equals(map.get(key)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
  }

  /** Fails unless a command may answer so. */
  public void checkReturn(String command, Object value) {
    check((String) command(command).get("ret-type"), value, command);
  }

  /** Fails unless it is a known event with what belongs to it. */
  public void checkEvent(String name, Object data) {
    Map<String, Object> event = events.get(name);
    if (event == null) {
      throw new AssertionError("not in the schema: event " + name);
    }
    check((String) event.get("arg-type"), data, name);
  }

  /** Fails unless the value is of that type; says where it is not. */
  public void check(String typeName, Object value, String where) {
    Map<String, Object> type = type(typeName);
    boolean fits =
        switch ((String) type.get("meta-type")) {
          case "builtin" -> isPlain((String) type.get("json-type"), value);
          case "enum" -> ((List<?>) type.get("values")).contains(value);
          case "array" -> isArray((String) type.get("element-type"), value, where);
          case "object" -> isObject(type, value, where);
          case "alternate" ->
              maps(type.get(MEMBERS)).stream()
                  .anyMatch(member -> isOf((String) member.get(TYPE), value, where));
          default -> false;
        };
    if (!fits) {
      throw new AssertionError(where + " is no " + type + " but " + value);
    }
  }

  private boolean isOf(String typeName, Object value, String where) {
    try {
      check(typeName, value, where);
      return true;
    } catch (AssertionError _) {
      return false;
    }
  }

  private static boolean isPlain(String jsonType, Object value) {
    return switch (jsonType) {
      case "string" -> value instanceof String;
      case "int" -> value instanceof Long || value instanceof BigInteger;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "null" -> value instanceof JsonNull;
      case "value" -> true;
      default -> false;
    };
  }

  private boolean isArray(String element, Object value, String where) {
    if (!(value instanceof List<?> list)) {
      return false;
    }
    list.forEach(each -> check(element, each, where + "[]"));
    return true;
  }

  private boolean isObject(Map<String, Object> type, Object value, String where) {
    if (!(value instanceof Map<?, ?> map)) {
      return false;
    }
    var unknown = new HashSet<Object>(map.keySet());
    checkMembers(type, map, unknown, where);
    if (type.get("tag") instanceof String tag) {
      checkMembers(variant(type, (String) map.get(tag)), map, unknown, where);
    }
    if (!unknown.isEmpty()) {
      throw new AssertionError(where + " has members that the schema does not know: " + unknown);
    }
    return true;
  }

  private void checkMembers(
      Map<String, Object> type, Map<?, ?> value, Set<Object> unknown, String where) {
    for (Map<String, Object> member : maps(type.get(MEMBERS))) {
      String name = (String) member.get(NAME);
      Object given = value.get(name);
      if (given != null) {
        check((String) member.get(TYPE), given, where + "." + name);
        unknown.remove(name);
      } else if (!member.containsKey("default")) {
        throw new AssertionError(where + " lacks " + name + ": " + value);
      }
    }
  }
}
