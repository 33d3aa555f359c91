package org.backplane.launcher;

import java.util.List;

/**
 * A group of bundles that belong together, as its feature file names them.
 *
 * @param name the artifact part of its id
 * @param stage when it is started
 * @param board whether its bundles belong to the board: what no jar in the deploy folder replaces
 * @param bundles its bundles in the order of the file
 */
record Feature(String name, Stage stage, boolean board, List<Coordinates> bundles) {

  /** The category of a feature whose bundles belong to the board. */
  static final String BOARD = "backplane.board";

  Feature {
    bundles = List.copyOf(bundles);
  }

  /** When a feature's bundles start, told by a category of that name in its file. */
  enum Stage {
    /** Before the first answer. */
    FIRST,
    /** Before the first answer if an operator has bundles or configurations of his own. */
    FIRST_IF_CUSTOMISED,
    /** Behind the first answer. */
    BEHIND;

    /** The category's name in a feature file. */
    String category() {
      return "backplane.start." + name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * The Maven coordinates of a bundle.
   *
   * @param group its group id
   * @param artifact its artifact id, which is the symbolic name for all our bundles
   * @param version its version
   */
  record Coordinates(String group, String artifact, String version) {

    /** From {@code group:artifact:version}. */
    static Coordinates parse(String text) throws StartException {
      String[] parts = text.split(":", -1);
      if (parts.length != 3 || List.of(parts).contains("")) {
        throw new StartException("bundle id '" + text + "' is not group:artifact:version");
      }
      return new Coordinates(parts[0], parts[1], parts[2]);
    }

    /** The name of its jar in the distribution. */
    String fileName() {
      return artifact + "-" + version + ".jar";
    }
  }
}
