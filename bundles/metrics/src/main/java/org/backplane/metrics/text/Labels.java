package org.backplane.metrics.text;

/**
 * The labels of a sample, in the text form that both formats share.
 *
 * @param text {@code name="value"}, apart by commas
 */
record Labels(String text) {

  static final Labels NONE = new Labels("");

  /** These labels and one more. */
  Labels and(String name, String value) {
    String one = name + "=\"" + escaped(value) + "\"";
    return new Labels(text.isEmpty() ? one : text + "," + one);
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"");
  }

  /** As it stands behind a sample's name. */
  @Override
  public String toString() {
    return text.isEmpty() ? "" : "{" + text + "}";
  }
}
