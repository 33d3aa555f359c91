package org.backplane.itests.e2e;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.backplane.json.JsonNull;

/** What a monitor says of itself, as a client reads it. */
final class QmpSchema {

  private static final String NAME = "name";
  private static final String TYPE = "type";
  private static final String MEMBERS = "members";
  private static final String VARIANTS = "variants";

  private final Map<String, Map<?, ?>> commands = new LinkedHashMap<>();
  private final Map<String, Map<?, ?>> types = new LinkedHashMap<>();
  private final List<Map<?, ?>> entities;

  QmpSchema(Object returned) {
    entities = maps(returned);
    for (Map<?, ?> entity : entities) {
      String kind = text(entity, "meta-type");
      if (kind.equals("command")) {
        commands.put(text(entity, NAME), entity);
      } else if (!kind.equals("event")) {
        types.put(text(entity, NAME), entity);
      }
    }
  }

  static List<Map<?, ?>> maps(Object list) {
    return ((List<?>) list).stream().<Map<?, ?>>map(Map.class::cast).toList();
  }

  static String text(Map<?, ?> object, String member) {
    return String.valueOf(object.get(member));
  }

  Set<String> commands() {
    return commands.keySet();
  }

  /** The names of types that are used and not described. */
  List<String> unknownTypes() {
    return entities.stream()
        .flatMap(QmpSchema::references)
        .filter(name -> !types.containsKey(name))
        .toList();
  }

  private static Stream<String> references(Map<?, ?> entity) {
    var names =
        Stream.of("arg-type", "ret-type", "element-type")
            .filter(entity::containsKey)
            .map(member -> text(entity, member));
    boolean words = "enum".equals(entity.get("meta-type"));
    var parts =
        Stream.of(MEMBERS, VARIANTS)
            .filter(member -> entity.containsKey(member) && !words)
            .flatMap(member -> maps(entity.get(member)).stream())
            .map(part -> text(part, TYPE));
    return Stream.concat(names, parts);
  }

  /** What a command takes for each word of its tag: the names of the members. */
  Map<String, List<String>> cases(String command) {
    Map<?, ?> arguments = type(text(find(command), "arg-type"));
    var cases = new LinkedHashMap<String, List<String>>();
    for (Map<?, ?> variant : maps(arguments.get(VARIANTS))) {
      List<String> names =
          maps(type(text(variant, TYPE)).get(MEMBERS)).stream()
              .map(member -> text(member, NAME))
              .toList();
      cases.put(text(variant, "case"), names);
    }
    return cases;
  }

  /** Fails unless a command may answer so. */
  void checkReturn(String command, Object value) {
    check(text(find(command), "ret-type"), value, command);
  }

  private Map<?, ?> find(String command) {
    return Optional.<Map<?, ?>>ofNullable(commands.get(command))
        .orElseThrow(() -> new AssertionError("no command " + command));
  }

  private Map<?, ?> type(String name) {
    return Optional.<Map<?, ?>>ofNullable(types.get(name))
        .orElseThrow(() -> new AssertionError("no type " + name));
  }

  private void check(String typeName, Object value, String where) {
    Map<?, ?> type = type(typeName);
    boolean fits =
        switch (text(type, "meta-type")) {
          case "builtin" -> isPlain(text(type, "json-type"), value);
          case "enum" -> ((List<?>) type.get("values")).contains(value);
          case "array" -> isArray(text(type, "element-type"), value, where);
          case "object" -> isObject(type, value, where);
          default -> isOneOf(maps(type.get(MEMBERS)), value, where);
        };
    if (!fits) {
      throw new AssertionError(where + " is no " + type + " but " + value);
    }
  }

  private static boolean isPlain(String jsonType, Object value) {
    return switch (jsonType) {
      case "string" -> value instanceof String;
      case "int" -> value instanceof Long || value instanceof BigInteger;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "null" -> value instanceof JsonNull;
      default -> true;
    };
  }

  private boolean isArray(String element, Object value, String where) {
    if (value instanceof List<?> list) {
      list.forEach(each -> check(element, each, where + "[]"));
      return true;
    }
    return false;
  }

  private boolean isOneOf(List<Map<?, ?>> members, Object value, String where) {
    return members.stream()
        .anyMatch(
            member -> {
              try {
                check(text(member, TYPE), value, where);
                return true;
              } catch (AssertionError _) {
                return false;
              }
            });
  }

  private boolean isObject(Map<?, ?> type, Object value, String where) {
    if (!(value instanceof Map<?, ?> object)) {
      return false;
    }
    var unknown = new HashSet<Object>(object.keySet());
    checkMembers(type, object, unknown, where);
    if (type.containsKey("tag")) {
      Object word = object.get(type.get("tag"));
      maps(type.get(VARIANTS)).stream()
          .filter(variant -> variant.get("case").equals(word))
          .forEach(variant -> checkMembers(type(text(variant, TYPE)), object, unknown, where));
    }
    if (!unknown.isEmpty()) {
      throw new AssertionError(where + " has members that are not described: " + unknown);
    }
    return true;
  }

  private void checkMembers(Map<?, ?> type, Map<?, ?> object, Set<Object> unknown, String where) {
    for (Map<?, ?> member : maps(type.get(MEMBERS))) {
      String name = text(member, NAME);
      if (object.containsKey(name)) {
        check(text(member, TYPE), object.get(name), where + "." + name);
        unknown.remove(name);
      } else if (!member.containsKey("default")) {
        throw new AssertionError(where + " lacks " + name);
      }
    }
  }
}
