package org.backplane.monitor.hmp;

/**
 * A parameter of an HMP command.
 *
 * @param name its name, as help shows it; with the hyphen for a flag
 * @param kind how it is cut out of the line
 * @param optional whether it may be left out
 * @param choices what may stand for it
 */
public record Parameter(String name, Kind kind, boolean optional, Choices choices) {

  private Parameter(String name, Kind kind, boolean optional) {
    this(name, kind, optional, Choices.ANY);
  }

  /** How a parameter is cut out of the line. */
  public enum Kind {
    /** A word, or a text in double quotes. */
    WORD("a word"),
    /** All that is left of the line. */
    REST("a text"),
    /** A word that starts with a hyphen. */
    FLAG("a flag");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  static Parameter word(String name) {
    return new Parameter(name, Kind.WORD, false);
  }

  static Parameter optionalWord(String name) {
    return new Parameter(name, Kind.WORD, true);
  }

  static Parameter rest(String name) {
    return new Parameter(name, Kind.REST, false);
  }

  static Parameter optionalRest(String name) {
    return new Parameter(name, Kind.REST, true);
  }

  static Parameter flag(String name) {
    return new Parameter(name, Kind.FLAG, true);
  }

  /** This parameter, for which something certain may stand. */
  Parameter of(Choices offered) {
    return new Parameter(name, kind, optional, offered);
  }

  /** As help shows it. */
  String shown() {
    return optional ? "[" + name + "]" : name;
  }
}
