package org.backplane.monitor.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;

/**
 * The memory backends that have memory: live ones, and ones whose bundle is away. Only questions
 * that the registry answers at once are asked, also while a backend is busy.
 */
public final class MemoryBackends {

  private static final String KIND = "memory-backend";

  private final ObjectRegistry registry;

  public MemoryBackends(ObjectRegistry registry) {
    this.registry = registry;
  }

  /** All of them in the order of their creation. */
  public List<Backend> list() {
    return registry.list(Container.OBJECTS).stream()
        .flatMap(status -> of(status).stream())
        .toList();
  }

  /** The object as a memory backend; empty when it is none, or has no memory yet. */
  public Optional<Backend> of(ObjectStatus status) {
    boolean hasMemory = status.phase() == Phase.REALIZED || status.phase() == Phase.DETACHED;
    return Stream.of(status)
        .filter(s -> hasMemory && s.isA(KIND))
        .map(s -> new Backend(registry, s))
        .findFirst();
  }

  /**
   * A memory backend.
   *
   * @param status what the registry knew of it when it was listed
   */
  public record Backend(ObjectRegistry registry, ObjectStatus status) {

    public String id() {
      return status.path().id();
    }

    public ObjectPath path() {
      return status.path();
    }

    /** Bytes asked for; 0 when a foreign backend does not tell. */
    public long size() {
      return number("size").orElse(0L);
    }

    /** The name of its memory block. */
    public String blockName() {
      return bool("x-use-canonical-path-for-ramblock-id", false) ? path().toString() : id();
    }

    public boolean bool(String property, boolean otherwise) {
      return value(property)
          .map(v -> v instanceof PropertyValue.Bool(var bool) ? bool : otherwise)
          .orElse(otherwise);
    }

    /** A number, to be read as unsigned. */
    public Optional<Long> number(String property) {
      return value(property)
          .flatMap(
              v -> v instanceof PropertyValue.Unsigned(var n) ? Optional.of(n) : Optional.empty());
    }

    public List<Integer> numbers(String property) {
      return value(property)
          .map(v -> v instanceof PropertyValue.Numbers(var list) ? list : List.<Integer>of())
          .orElse(List.of());
    }

    public String text(String property, String otherwise) {
      return value(property)
          .map(v -> v instanceof PropertyValue.Text(var text) ? text : otherwise)
          .orElse(otherwise);
    }

    private Optional<PropertyValue> value(String property) {
      if (status.type().flatMap(type -> type.property(property)).isEmpty()) {
        return Optional.empty(); // a foreign memory backend need not have all of them
      }
      try {
        return registry.get(path(), property);
      } catch (BackplaneException _) {
        return status.properties().find(property); // deleted between the two questions
      }
    }
  }
}
