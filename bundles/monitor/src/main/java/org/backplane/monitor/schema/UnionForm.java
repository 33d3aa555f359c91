package org.backplane.monitor.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How something of several kinds is told as a JSON object that names its kind.
 *
 * @param <T> what is told
 */
public final class UnionForm<T> implements Form<T> {

  private final String tag;
  private final ObjectForm<T> common;
  private final List<Kind<? extends T>> kinds;

  private record Kind<K>(String word, Class<K> type, ObjectForm<K> form) {
    Optional<Map<String, Object>> of(Object subject) {
      return Optional.of(subject).filter(type::isInstance).map(type::cast).map(form::of);
    }
  }

  private UnionForm(String tag, ObjectForm<T> common, List<Kind<? extends T>> kinds) {
    this.tag = tag;
    this.common = common;
    this.kinds = kinds;
  }

  /**
   * A union without kinds.
   *
   * @param tag the member that names the kind
   * @param common the members of all
   */
  public static <T> UnionForm<T> by(String tag, ObjectForm<T> common) {
    return new UnionForm<>(tag, common, List.of());
  }

  /** This and a kind. */
  public <K extends T> UnionForm<T> when(String word, Class<K> type, ObjectForm<K> form) {
    return new UnionForm<>(
        tag,
        common,
        Stream.<Kind<? extends T>>concat(kinds.stream(), Stream.of(new Kind<K>(word, type, form)))
            .toList());
  }

  @Override
  public Shape shape() {
    return new Shape.Union(
        common.shape().fields(),
        tag,
        kinds.stream().collect(Collectors.toMap(Kind::word, kind -> kind.form().shape())));
  }

  /**
   * The object.
   *
   * @throws IllegalArgumentException it is of none of the kinds
   */
  @Override
  public Object of(T subject) {
    var members = new LinkedHashMap<String, Object>();
    for (Kind<? extends T> kind : kinds) {
      Optional<Map<String, Object>> own = kind.of(subject);
      if (own.isPresent()) {
        members.put(tag, kind.word());
        members.putAll(common.of(subject));
        members.putAll(own.get());
        return members;
      }
    }
    throw new IllegalArgumentException("no form for " + subject.getClass());
  }
}
