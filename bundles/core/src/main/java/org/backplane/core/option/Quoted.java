package org.backplane.core.option;

/** Texts of peers in messages: they may be of any length, so a message quotes their beginning. */
public final class Quoted {

  private static final int LONGEST = 80;

  private Quoted() {}

  /** In quotation marks. */
  public static String of(String text) {
    return "'" + beginning(text) + "'";
  }

  static String beginning(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }
}
