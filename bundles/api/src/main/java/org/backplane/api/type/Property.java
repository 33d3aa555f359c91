package org.backplane.api.type;

import java.util.Optional;

/**
 * One property of a type.
 *
 * @param name the name on every face, such as {@code prealloc-threads}
 * @param kind which values it takes
 * @param defaultValue the value when none is given; empty when the property is required, or has no
 *     value until one is set
 * @param required whether a definition must give it
 * @param change when it may be set
 * @param summary one line for help texts, without a full stop
 * @param readable whether its value reads back; false for one that can only be written
 */
public record Property(
    String name,
    PropertyKind kind,
    Optional<PropertyValue> defaultValue,
    boolean required,
    Change change,
    String summary,
    boolean readable) {

  /** A property whose value reads back. */
  public Property(
      String name,
      PropertyKind kind,
      Optional<PropertyValue> defaultValue,
      boolean required,
      Change change,
      String summary) {
    this(name, kind, defaultValue, required, change, summary, true);
  }

  /** A property that a definition must give and nobody may change later. */
  public static Property required(String name, PropertyKind kind, String summary) {
    return new Property(name, kind, Optional.empty(), true, Change.AT_CREATION, summary);
  }

  /** A property with a default that nobody may change after creation. */
  public static Property fixed(
      String name, PropertyKind kind, PropertyValue defaultValue, String summary) {
    return new Property(name, kind, Optional.of(defaultValue), false, Change.AT_CREATION, summary);
  }

  /** A property with a default that may change at any time. */
  public static Property changeable(
      String name, PropertyKind kind, PropertyValue defaultValue, String summary) {
    return new Property(name, kind, Optional.of(defaultValue), false, Change.ANY_TIME, summary);
  }

  /** A property without a default that a definition may give. */
  public static Property optional(String name, PropertyKind kind, String summary) {
    return new Property(name, kind, Optional.empty(), false, Change.AT_CREATION, summary);
  }

  /** A property that only reads back. */
  public static Property readOnly(String name, PropertyKind kind, String summary) {
    return new Property(name, kind, Optional.empty(), false, Change.NEVER, summary);
  }

  /** This property as one that can only be written. */
  public Property writeOnly() {
    return new Property(name, kind, defaultValue, required, change, summary, false);
  }

  /** Whether a definition may name it. */
  public boolean writable() {
    return change != Change.NEVER;
  }
}
