package org.backplane.trace;

import java.util.regex.Pattern;

/**
 * Names of events: one, or those that fit {@code *} (anything) and {@code ?} (one character). Case
 * counts.
 */
record NamePattern(String text) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_*?]{1,256}");

  /** Whether a name can fit at all: what else is said need not be kept or compared. */
  boolean isPossible() {
    return FORM.matcher(text).matches();
  }

  /** Whether it may stand for several. */
  boolean isGlob() {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  /** In time that grows with the lengths' product at most, whatever the pattern. */
  boolean matches(String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int resume = 0;
    while (in < name.length()) {
      if (at < text.length() && text.charAt(at) == '*') {
        star = at++;
        resume = in;
      } else if (at < text.length() && fits(text.charAt(at), name.charAt(in))) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1; // the last star takes one more
        in = ++resume;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  private static boolean fits(char wanted, char there) {
    return wanted == '?' || wanted == there;
  }
}
