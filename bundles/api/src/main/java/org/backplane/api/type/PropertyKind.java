package org.backplane.api.type;

import java.util.List;

/**
 * The kind of a property: which words and JSON values it takes. Every dialect (command line, HMP,
 * JSON, configuration) reads its values by this one description.
 */
public sealed interface PropertyKind {

  /** The type name that {@code qom-list} and {@code help} show. */
  String qomName();

  /**
   * A number of bytes up to 2^64-1; text takes suffixes such as {@code 64M}.
   *
   * @param min lowest allowed value, 0 or more
   */
  record Size(long min) implements PropertyKind {

    /** From 0 on. */
    public Size() {
      this(0);
    }

    @Override
    public String qomName() {
      return "int";
    }
  }

  /** {@code on} or {@code off}; {@code true} or {@code false} in JSON. */
  record Bool() implements PropertyKind {
    @Override
    public String qomName() {
      return "bool";
    }
  }

  /**
   * A whole number.
   *
   * @param min lowest allowed value, 0 or more
   * @param max highest allowed value; read as unsigned, so -1 is 2^64-1
   */
  record Unsigned(long min, long max) implements PropertyKind {
    @Override
    public String qomName() {
      return "int";
    }
  }

  /**
   * A set of whole numbers; text takes ranges such as {@code 0-3}.
   *
   * @param max highest allowed element
   */
  record UnsignedSet(int max) implements PropertyKind {
    @Override
    public String qomName() {
      return "int";
    }
  }

  /**
   * One word of several.
   *
   * @param qomName the enumeration's name, such as {@code HostMemPolicy}
   * @param words the allowed words
   */
  record Choice(String qomName, List<String> words) implements PropertyKind {
    public Choice {
      words = List.copyOf(words);
    }
  }

  /** Any text. */
  record Text() implements PropertyKind {
    @Override
    public String qomName() {
      return "string";
    }
  }

  /**
   * The id or path of another object below {@code /objects}. An empty text unsets it. It reads back
   * as the canonical path.
   *
   * @param target the type that the other object has or derives from
   */
  record Link(String target) implements PropertyKind {
    @Override
    public String qomName() {
      return "link<" + target + ">";
    }
  }
}
