package org.backplane.monitor.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;

/** Reports all memory backends. */
public final class Memdevs {

  private static final String KIND = "memory-backend";

  private final ObjectRegistry registry;

  public Memdevs(ObjectRegistry registry) {
    this.registry = registry;
  }

  /** Those that have memory: live ones, and ones whose bundle is away. */
  public List<Memdev> list() {
    var found = new ArrayList<Memdev>();
    for (ObjectStatus status : registry.list(Container.OBJECTS)) {
      boolean hasMemory = status.phase() == Phase.REALIZED || status.phase() == Phase.DETACHED;
      if (hasMemory && status.isA(KIND)) {
        found.add(describe(status));
      }
    }
    return found;
  }

  private Memdev describe(ObjectStatus status) {
    return new Memdev(
        status.path().id(),
        value(status, "size").map(JsonValues::of).orElse(0L),
        bool(status, "merge", true),
        bool(status, "dump", true),
        bool(status, "prealloc", false),
        bool(status, "share", false),
        bool(status, "reserve", true),
        value(status, "host-nodes")
            .map(v -> v instanceof PropertyValue.Numbers(var nodes) ? nodes : List.<Integer>of())
            .orElse(List.of()),
        value(status, "policy")
            .map(v -> v instanceof PropertyValue.Text(var policy) ? policy : "default")
            .orElse("default"));
  }

  private boolean bool(ObjectStatus status, String property, boolean otherwise) {
    return value(status, property)
        .map(v -> v instanceof PropertyValue.Bool(var bool) ? bool : otherwise)
        .orElse(otherwise);
  }

  private Optional<PropertyValue> value(ObjectStatus status, String property) {
    if (status.type().flatMap(type -> type.property(property)).isEmpty()) {
      return Optional.empty(); // a foreign memory backend need not have all of them
    }
    try {
      return registry.get(status.path(), property);
    } catch (BackplaneException _) {
      return status.properties().find(property); // deleted between the two questions
    }
  }
}
