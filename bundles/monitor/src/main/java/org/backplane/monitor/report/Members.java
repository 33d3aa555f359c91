package org.backplane.monitor.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Builds a JSON object whose members keep their order. */
public final class Members {

  private final Map<String, Object> members = new LinkedHashMap<>();

  /** An object with one member. */
  public static Map<String, Object> of(String name, Object value) {
    return new Members().with(name, value).toMap();
  }

  public Members with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** Adds a member if there is a value for it. */
  public Members with(String name, Optional<?> value) {
    value.ifPresent(present -> members.put(name, present));
    return this;
  }

  public Map<String, Object> toMap() {
    return members;
  }
}
