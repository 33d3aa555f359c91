package org.backplane.tck.qmp;

import static org.backplane.tck.qmp.WireSchema.MEMBERS;
import static org.backplane.tck.qmp.WireSchema.NAME;
import static org.backplane.tck.qmp.WireSchema.TYPE;
import static org.backplane.tck.qmp.WireSchema.list;
import static org.backplane.tck.qmp.WireSchema.objects;
import static org.backplane.tck.qmp.WireSchema.text;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether values are what a schema says.
 *
 * @param jsonNull what stands for {@code null}
 */
record Conformity(WireSchema schema, Object jsonNull) {

  void check(String typeName, Object value, String where) {
    Map<String, Object> type = schema.type(typeName);
    boolean fits =
        switch (text(type, "meta-type")) {
          case "builtin" -> isPlain(text(type, "json-type"), value);
          case "enum" -> list(type, "values").contains(value);
          case "array" -> isArray(text(type, "element-type"), value, where);
          case "object" -> isObject(type, value, where);
          case "alternate" ->
              objects(type, MEMBERS).stream()
                  .anyMatch(member -> isOf(text(member, TYPE), value, where));
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

  private boolean isPlain(String jsonType, Object value) {
    return switch (jsonType) {
      case "string" -> value instanceof String;
      case "int" -> value instanceof Long || value instanceof BigInteger;
      case "number" -> value instanceof Number;
      case "boolean" -> value instanceof Boolean;
      case "null" -> value.equals(jsonNull);
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
      checkMembers(schema.variant(type, String.valueOf(map.get(tag))), map, unknown, where);
    }
    if (!unknown.isEmpty()) {
      throw new AssertionError(where + " has members that the schema does not know: " + unknown);
    }
    return true;
  }

  private void checkMembers(
      Map<String, Object> type, Map<?, ?> value, Set<Object> unknown, String where) {
    for (Map<String, Object> member : objects(type, MEMBERS)) {
      String name = text(member, NAME);
      Object given = value.get(name);
      if (given != null) {
        check(text(member, TYPE), given, where + "." + name);
        unknown.remove(name);
      } else if (!member.containsKey("default")) {
        throw new AssertionError(where + " lacks " + name + ": " + value);
      }
    }
  }
}
