package org.backplane.monitor.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/** What a JSON value looks like. Shapes with the same content are equal. */
public sealed interface Shape
    permits Builtin, Shape.ListOf, Shape.Words, Shape.Fields, Shape.Union, Shape.AnyOf, Shape.Live {

  /** In words, for messages, such as {@code a string}. */
  String words();

  /**
   * Whether a value may be one. Of objects only that they are objects: who reads their members
   * checks those.
   */
  boolean accepts(Object value);

  /** An array. */
  record ListOf(Shape element) implements Shape {
    @Override
    public String words() {
      return "a list, each element " + element.words();
    }

    @Override
    public boolean accepts(Object value) {
      return value instanceof List<?> list && list.stream().allMatch(element::accepts);
    }
  }

  /** One word of several. */
  record Words(List<String> choices) implements Shape {
    public Words {
      choices = List.copyOf(choices);
    }

    @Override
    public String words() {
      return "one of " + String.join(", ", choices);
    }

    @Override
    public boolean accepts(Object value) {
      return value instanceof String word && choices.contains(word);
    }
  }

  /**
   * A member of an object.
   *
   * @param optional whether it may be left out
   */
  record Field(String name, Shape shape, boolean optional) {}

  /** An object with these members and no others. */
  record Fields(List<Field> fields) implements Shape {
    public Fields {
      fields = List.copyOf(fields);
    }

    @Override
    public String words() {
      return "an object";
    }

    @Override
    public boolean accepts(Object value) {
      return value instanceof Map<?, ?>;
    }
  }

  /**
   * An object whose further members go by the word in one of them.
   *
   * @param common the members of all, without the tag
   * @param tag the member that decides
   * @param variants the further members by its words
   */
  record Union(List<Field> common, String tag, Map<String, Fields> variants) implements Shape {
    public Union {
      common = List.copyOf(common);
      variants = Map.copyOf(variants);
    }

    @Override
    public String words() {
      return "an object";
    }

    @Override
    public boolean accepts(Object value) {
      return value instanceof Map<?, ?>;
    }

    /** The variants sorted by name. */
    public SequencedMap<String, Fields> sorted() {
      var sorted = new LinkedHashMap<String, Fields>();
      variants.keySet().stream().sorted().forEach(name -> sorted.put(name, variant(name)));
      return sorted;
    }

    private Fields variant(String name) {
      return variants.getOrDefault(name, NOTHING);
    }

    /** The members of all, the tag first. */
    public List<Field> fields() {
      var fields = new ArrayList<Field>();
      fields.add(new Field(tag, new Words(List.copyOf(sorted().keySet())), false));
      fields.addAll(common);
      return fields;
    }
  }

  /** A value of one of several shapes that no two JSON types share. */
  record AnyOf(List<Shape> shapes) implements Shape {
    public AnyOf {
      shapes = List.copyOf(shapes);
    }

    @Override
    public String words() {
      return String.join(" or ", shapes.stream().map(Shape::words).toList());
    }

    @Override
    public boolean accepts(Object value) {
      return shapes.stream().anyMatch(shape -> shape.accepts(value));
    }
  }

  /** A shape that changes as bundles come and go. */
  record Live(Supplier<Shape> now) implements Shape {
    @Override
    public String words() {
      return now.get().words();
    }

    @Override
    public boolean accepts(Object value) {
      return now.get().accepts(value);
    }
  }

  /** An object without members. */
  Fields NOTHING = new Fields(List.of());
}
