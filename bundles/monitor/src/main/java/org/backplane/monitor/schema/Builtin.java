package org.backplane.monitor.schema;

import java.math.BigInteger;
import org.backplane.json.JsonNull;

/** The shapes without parts. */
public enum Builtin implements Shape {
  TEXT("str", "string", "a string") {
    @Override
    public boolean accepts(Object value) {
      return value instanceof String;
    }
  },
  INTEGER("int", "int", "a whole number") {
    @Override
    public boolean accepts(Object value) {
      return value instanceof Long || value instanceof BigInteger;
    }
  },
  NUMBER("number", "number", "a number") {
    @Override
    public boolean accepts(Object value) {
      return value instanceof Number;
    }
  },
  BOOL("bool", "boolean", "true or false") {
    @Override
    public boolean accepts(Object value) {
      return value instanceof Boolean;
    }
  },
  NULL("null", "null", "null") {
    @Override
    public boolean accepts(Object value) {
      return value instanceof JsonNull;
    }
  },
  ANY("any", "value", "a value") {
    @Override
    public boolean accepts(Object value) {
      return true;
    }
  };

  private final String typeName;
  private final String jsonType;
  private final String words;

  Builtin(String typeName, String jsonType, String words) {
    this.typeName = typeName;
    this.jsonType = jsonType;
    this.words = words;
  }

  /** The name in a schema, which never changes. */
  String typeName() {
    return typeName;
  }

  /** What JSON calls such values. */
  String jsonType() {
    return jsonType;
  }

  @Override
  public String words() {
    return words;
  }
}
