package org.backplane.json;

/**
 * JSON's {@code null} as a value of its own, so that {@code map.get(name) == null} means that the
 * member is absent and nothing else.
 */
public enum JsonNull {
  /** The one value. */
  NULL;

  @Override
  public String toString() {
    return "null";
  }
}
