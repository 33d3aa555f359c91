package org.backplane.itests.e2e;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.backplane.json.JsonNull;

/** One thing done to a host of memory backends, with what must come of it. */
sealed interface MemoryStep {

  /** The outcome of what is not refused; the others are error classes. */
  String OK = "ok";

  /** The id of the object that a step is about when it names none. */
  String USUAL_ID = "m";

  record Add(String type, String id, Map<String, Object> members, String is, String says)
      implements MemoryStep {

    Add refused() {
      return new Add(type, id, members, "GenericError", "");
    }
  }

  record Delete(String id, String is) implements MemoryStep {}

  record Change(String id, String property, Object value, String is) implements MemoryStep {}

  record Reads(String id, Map<String, Object> values) implements MemoryStep {}

  record Unreadable(String id, String property, String is) implements MemoryStep {}

  record Report(Map<String, Object> entry) implements MemoryStep {}

  record MonitorLine(String line, String text) implements MemoryStep {}

  record Message(String text, String is) implements MemoryStep {}

  record FileIs(String name, Map<String, Object> expected) implements MemoryStep {}

  record Gone(String name) implements MemoryStep {}

  record Empty(String name) implements MemoryStep {}

  record Mapped(String part, String permissions) implements MemoryStep {}

  record Flags(String part, Set<String> has, Set<String> lacks) implements MemoryStep {}

  record Nodes(String part, String policy) implements MemoryStep {}

  record Resident(String part, long bytes) implements MemoryStep {}

  /**
   * The step that a text describes.
   *
   * @param type the type that {@code *} stands for
   */
  static MemoryStep of(Map<String, Object> text, String type) {
    String id = string(text, "of", USUAL_ID);
    String is = string(text, "is", OK);
    return switch (verb(text)) {
      case "add" -> add(text, type);
      case "del" -> new Delete(string(text, "del", ""), is);
      case "set" -> new Change(id, string(text, "set", ""), text.get("to"), is);
      case "get" ->
          text.get("get") instanceof String property
              ? new Unreadable(id, property, is)
              : new Reads(id, members(text, "get"));
      case "memdev" -> new Report(members(text, "memdev"));
      case "hmp" -> new MonitorLine(string(text, "hmp", ""), string(text, "text", ""));
      case "send" -> new Message(string(text, "send", ""), is);
      case "file" -> new FileIs(string(text, "file", ""), text);
      case "gone" -> new Gone(string(text, "gone", ""));
      case "empty" -> new Empty(string(text, "empty", ""));
      case "maps" -> new Mapped(string(text, "maps", ""), string(text, "as", ""));
      case "flags" ->
          new Flags(string(text, "flags", ""), words(text, "has"), words(text, "lacks"));
      case "nodes" -> new Nodes(string(text, "nodes", ""), string(text, "as", ""));
      case "resident" ->
          new Resident(string(text, "resident", ""), CaseFolder.size(text.get("size")));
      default -> throw new IllegalArgumentException("no step: " + text);
    };
  }

  /** The first member says what to do. */
  private static String verb(Map<String, Object> text) {
    return text.keySet().iterator().next();
  }

  private static Set<String> words(Map<String, Object> text, String key) {
    String words = string(text, key, "");
    return words.isEmpty() ? Set.of() : Set.of(words.split(" "));
  }

  private static Add add(Map<String, Object> text, String type) {
    String name = string(text, "add", "");
    return add(
        name.equals("*") ? type : name,
        string(text, "id", USUAL_ID),
        members(text, "with"),
        string(text, "is", OK),
        "");
  }

  /** An addition with the members that every case has. */
  static Add add(String type, String id, Map<String, Object> with, String is, String says) {
    var members = new LinkedHashMap<String, Object>();
    if (!type.equals("thread-context")) {
      members.put("size", 1L << 20);
    }
    if (type.equals("file")) {
      members.put("mem-path", "$dir/f");
    }
    with.forEach(
        (name, value) -> {
          members.remove(name);
          if (!(value instanceof JsonNull)) {
            members.put(name, value);
          }
        });
    return new Add(typeName(type), id, members, is, says);
  }

  static String typeName(String type) {
    return type.equals("thread-context") ? type : "memory-backend-" + type;
  }

  static String string(Map<String, Object> text, String key, String otherwise) {
    return (String) text.getOrDefault(key, otherwise);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> members(Map<String, Object> text, String key) {
    return (Map<String, Object>) text.getOrDefault(key, Map.of());
  }

  /** This step as a version of QEMU answers it that does not know all properties and types. */
  default Optional<MemoryStep> in(QemuVersion version) {
    return switch (this) {
      case Add add when !version.knows(add.type()) -> Optional.of(add.refused());
      case Add add when version.unknown(add.members().keySet()).isPresent() ->
          Optional.of(add.refused());
      case Change(var id, var property, var value, _) when !version.knows(property) ->
          Optional.of(new Change(id, property, value, "GenericError"));
      case Reads(var id, var values) -> {
        var known = new LinkedHashMap<>(values);
        known.keySet().removeIf(property -> !version.knows(property));
        yield known.isEmpty() ? Optional.empty() : Optional.of(new Reads(id, known));
      }
      default -> Optional.of(this);
    };
  }
}
