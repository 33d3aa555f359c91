package org.backplane.tck.qmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A schema as {@code query-qmp-schema} returned it; tells whether other messages keep to it. Values
 * are plain ones: maps, lists, strings, {@code Long} or {@code BigInteger}, other numbers,
 * booleans. It does not change, so any thread may ask. What is not described, or not as asked for,
 * is an {@code AssertionError}.
 */
public final class WireSchema {

  static final String NAME = "name";
  static final String TYPE = "type";
  static final String MEMBERS = "members";
  private static final String VARIANTS = "variants";

  private final List<Map<String, Object>> entities;
  private final Map<String, Map<String, Object>> commands = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> events = new LinkedHashMap<>();
  private final Map<String, Map<String, Object>> types = new LinkedHashMap<>();
  private final Conformity conformity;

  /**
   * Reads a schema.
   *
   * @param returned what the command returned
   * @param jsonNull what stands for {@code null} in all values; kept free, so that the kit needs no
   *     JSON reader
   */
  public WireSchema(Object returned, Object jsonNull) {
    entities = objects(returned);
    conformity = new Conformity(this, jsonNull);
    for (Map<String, Object> entity : entities) {
      String name = text(entity, NAME);
      var space =
          switch (text(entity, "meta-type")) {
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
  private static List<Map<String, Object>> objects(Object list) {
    return (List<Map<String, Object>>) list;
  }

  static List<Map<String, Object>> objects(Map<String, Object> object, String member) {
    return objects(list(object, member));
  }

  static List<?> list(Map<String, Object> object, String member) {
    if (object.get(member) instanceof List<?> list) {
      return list;
    }
    throw new AssertionError("no list " + member + " in " + object);
  }

  static String text(Map<String, Object> object, String member) {
    if (object.get(member) instanceof String text) {
      return text;
    }
    throw new AssertionError("no text " + member + " in " + object);
  }

  /** All that it describes, in its order. */
  public List<Map<String, Object>> entities() {
    return entities;
  }

  /** The names of all commands. */
  public Set<String> commands() {
    return commands.keySet();
  }

  /** The names of all events. */
  public Set<String> events() {
    return events.keySet();
  }

  /** A command by its name. */
  public Map<String, Object> command(String name) {
    return described(commands, "command", name);
  }

  /** A type by its name, which is mostly a number. */
  public Map<String, Object> type(String name) {
    return described(types, "type", name);
  }

  private static Map<String, Object> described(
      Map<String, Map<String, Object>> space, String what, String name) {
    return Optional.ofNullable(space.get(name))
        .orElseThrow(() -> new AssertionError("not in the schema: " + what + " " + name));
  }

  /** The names of types that are used and not described. */
  public List<String> unknownTypes() {
    return entities.stream()
        .flatMap(WireSchema::references)
        .filter(name -> !types.containsKey(name))
        .toList();
  }

  private static Stream<String> references(Map<String, Object> entity) {
    var names =
        Stream.of("arg-type", "ret-type", "element-type")
            .filter(entity::containsKey)
            .map(member -> text(entity, member));
    // The members of an enumeration are words.
    boolean words = "enum".equals(entity.get("meta-type"));
    var parts =
        Stream.of(MEMBERS, VARIANTS)
            .filter(member -> entity.containsKey(member) && !words)
            .flatMap(member -> objects(entity, member).stream())
            .map(part -> text(part, TYPE));
    return Stream.concat(names, parts);
  }

  /** The type of a command's arguments. */
  public Map<String, Object> arguments(String command) {
    return type(text(command(command), "arg-type"));
  }

  /** The type of an object's member. */
  public Map<String, Object> member(Map<String, Object> object, String name) {
    return type(text(find(objects(object, MEMBERS), NAME, name), TYPE));
  }

  /** The type of a union's further members. */
  public Map<String, Object> variant(Map<String, Object> union, String word) {
    return type(text(find(objects(union, VARIANTS), "case", word), TYPE));
  }

  private static Map<String, Object> find(
      List<Map<String, Object>> list, String key, String value) {
    return list.stream()
        .filter(map -> value.equals(map.get(key)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " in " + list));
  }

  /** What a command takes for each word of its tag: the names of the further members. */
  public Map<String, List<String>> cases(String command) {
    var cases = new LinkedHashMap<String, List<String>>();
    for (Map<String, Object> variant : objects(arguments(command), VARIANTS)) {
      cases.put(
          text(variant, "case"),
          objects(type(text(variant, TYPE)), MEMBERS).stream()
              .map(member -> text(member, NAME))
              .toList());
    }
    return cases;
  }

  /** Fails unless a command may answer so. */
  public void checkReturn(String command, Object value) {
    check(text(command(command), "ret-type"), value, command);
  }

  /** Fails unless it is a known event with what belongs to it. */
  public void checkEvent(String name, Object data) {
    check(text(described(events, "event", name), "arg-type"), data, name);
  }

  /**
   * Fails unless a value is of a type.
   *
   * @param where the value's place, which the failure names
   */
  public void check(String typeName, Object value, String where) {
    conformity.check(typeName, value, where);
  }
}
