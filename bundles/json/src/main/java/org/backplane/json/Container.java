package org.backplane.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object or array that is being read. */
sealed interface Container {
  /** Says under which name the next value stands. */
  void name(String name) throws JsonException;

  void add(Object value);

  /** The map or list. */
  Object value();

  /** An object. */
  final class Members implements Container {
    private static final int SHOWN_NAME_LENGTH = 40;

    private final Map<String, Object> members = new LinkedHashMap<>();
    private String next = "";

    @Override
    public void name(String name) throws JsonException {
      if (members.containsKey(name)) {
        String shown = name.substring(0, Math.min(name.length(), SHOWN_NAME_LENGTH));
        throw new JsonException("member '" + shown + "' stands twice in one object");
      }
      next = name;
    }

    @Override
    public void add(Object value) {
      members.put(next, value);
    }

    @Override
    public Object value() {
      return members;
    }
  }

  /** An array. */
  final class Elements implements Container {
    private final List<Object> elements = new ArrayList<>();

    @Override
    public void name(String name) {
      throw new IllegalStateException("an array has no names");
    }

    @Override
    public void add(Object value) {
      elements.add(value);
    }

    @Override
    public Object value() {
      return elements;
    }
  }
}
