package org.backplane.monitor.schema;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * How something is told in JSON: what the text looks like and how it is made, in one statement, so
 * that the two cannot differ.
 *
 * @param <T> what is told
 */
public interface Form<T> {

  Form<String> TEXT = plain(Builtin.TEXT);
  Form<Number> INTEGER = plain(Builtin.INTEGER);
  Form<Boolean> BOOL = plain(Builtin.BOOL);
  Form<Object> ANY = plain(Builtin.ANY);

  /** What it looks like. */
  Shape shape();

  /** The JSON value as plain Java. */
  Object of(T subject);

  /** Several of them. */
  default Form<List<T>> list() {
    return of(new Shape.ListOf(shape()), subjects -> subjects.stream().map(this::of).toList());
  }

  /** A form with its own making, which must keep to the shape. */
  static <T> Form<T> of(Shape shape, Function<? super T, Object> making) {
    return new Form<>() {
      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public Object of(T subject) {
        return making.apply(subject);
      }
    };
  }

  private static <T> Form<T> plain(Builtin shape) {
    return of(shape, subject -> subject);
  }

  /** One of these words. */
  static Form<String> words(String... choices) {
    return of(new Shape.Words(List.of(choices)), word -> word);
  }

  /** One of a type's constants, in its own words. */
  static <E extends Enum<E>> Form<E> words(Class<E> type, Function<E, String> word) {
    List<String> choices = Arrays.stream(type.getEnumConstants()).map(word).distinct().toList();
    return of(new Shape.Words(choices), word::apply);
  }
}
