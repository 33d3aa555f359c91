package org.backplane.monitor.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.backplane.monitor.schema.Shape.Field;
import org.backplane.monitor.schema.Shape.Fields;

/**
 * How something is told as a JSON object, member by member.
 *
 * @param <T> what is told
 */
public final class ObjectForm<T> implements Form<T> {

  private final List<Part<T>> parts;

  private record Part<T>(Field field, Function<? super T, Optional<Object>> value) {}

  private ObjectForm(List<Part<T>> parts) {
    this.parts = parts;
  }

  /** An object without members. */
  public static <T> ObjectForm<T> empty() {
    return new ObjectForm<>(List.of());
  }

  /** This and a text. */
  public ObjectForm<T> text(String name, Function<? super T, String> value) {
    return with(name, TEXT, value);
  }

  /** This and a whole number. */
  public ObjectForm<T> integer(String name, Function<? super T, ? extends Number> value) {
    return with(name, INTEGER, value);
  }

  /** This and a truth value. */
  public ObjectForm<T> bool(String name, Predicate<? super T> value) {
    return with(name, BOOL, value::test);
  }

  /** This and a member that is always there. */
  public <V> ObjectForm<T> with(String name, Form<V> form, Function<? super T, ? extends V> value) {
    return and(
        new Field(name, form.shape(), false),
        subject -> Optional.of(form.of(value.apply(subject))));
  }

  /** This and a member that is there if it has a value. */
  public <V> ObjectForm<T> maybe(
      String name, Form<V> form, Function<? super T, Optional<V>> value) {
    return and(new Field(name, form.shape(), true), subject -> value.apply(subject).map(form::of));
  }

  private ObjectForm<T> and(Field field, Function<? super T, Optional<Object>> value) {
    return new ObjectForm<>(
        Stream.concat(parts.stream(), Stream.of(new Part<T>(field, value))).toList());
  }

  @Override
  public Fields shape() {
    return new Fields(parts.stream().map(Part::field).toList());
  }

  @Override
  public Map<String, Object> of(T subject) {
    var members = new LinkedHashMap<String, Object>();
    for (Part<T> part : parts) {
      part.value().apply(subject).ifPresent(value -> members.put(part.field().name(), value));
    }
    return members;
  }
}
