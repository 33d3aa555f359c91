package org.backplane.monitor.hmp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.editor.Completion;

/**
 * What may be written in {@code type,key=value,…}: types, then a type's properties, then words for
 * their values, all as the types describe themselves.
 *
 * @param typeKey the key of the type, which may be left out where the type stands first
 * @param ownKeys the other keys that every type takes, such as {@code id}
 * @param types the types that may stand there
 * @param values the words that a property may have as value; empty for anything else
 */
record DefinitionChoices(
    String typeKey,
    List<String> ownKeys,
    Supplier<List<TypeDescription>> types,
    Function<Property, List<String>> values)
    implements Choices {

  private static final String HELP = "help";

  @Override
  public Completion of(Words before, String begun) {
    if (begun.startsWith("{")) {
      return Completion.NONE; // JSON
    }
    int start = 0;
    var elements = new ArrayList<String>();
    for (int comma = comma(begun, 0); comma >= 0; comma = comma(begun, start)) {
      elements.add(begun.substring(start, comma));
      start = comma + 1;
    }
    return element(elements, begun.substring(start)).behind(start);
  }

  /** The next comma that is none of a pair, which stands for one within a value. */
  private static int comma(String text, int from) {
    int at = text.indexOf(',', from);
    while (at >= 0 && text.startsWith(",,", at)) {
      at = text.indexOf(',', at + 2);
    }
    return at;
  }

  private Completion element(List<String> elements, String begun) {
    int equals = begun.indexOf('=');
    if (equals >= 0) {
      String key = begun.substring(0, equals);
      return value(elements, key, begun.substring(equals + 1)).behind(equals + 1);
    }
    if (elements.isEmpty()) {
      return typeNames(begun).and(Completion.of(begun, List.of(HELP), ""));
    }
    return Completion.of(begun, keys(elements), "=").and(Completion.of(begun, List.of(HELP), ""));
  }

  private Completion typeNames(String begun) {
    return Completion.of(begun, types.get().stream().map(TypeDescription::name).toList(), ",");
  }

  private List<String> keys(List<String> elements) {
    var keys = new ArrayList<>(ownKeys);
    type(elements).stream()
        .flatMap(type -> type.properties().stream())
        .filter(Property::writable)
        .map(Property::name)
        .forEach(keys::add);
    Set<String> given = new HashSet<>();
    elements.forEach(element -> given.add(element.split("=", 2)[0]));
    keys.removeIf(given::contains);
    return keys;
  }

  private Completion value(List<String> elements, String key, String begun) {
    if (key.equals(typeKey)) {
      return typeNames(begun);
    }
    return type(elements)
        .flatMap(type -> type.property(key))
        .map(property -> Completion.of(begun, values.apply(property), ""))
        .orElse(Completion.NONE);
  }

  private Optional<TypeDescription> type(List<String> elements) {
    String prefix = typeKey + "=";
    String first = elements.getFirst();
    String name =
        elements.stream()
            .filter(element -> element.startsWith(prefix))
            .map(element -> element.substring(prefix.length()))
            .findFirst()
            .orElse(first);
    return types.get().stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
