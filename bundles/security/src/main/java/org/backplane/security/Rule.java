package org.backplane.security;

/**
 * One line of a list of who may come in.
 *
 * @param match an identity, or a pattern
 * @param allows what becomes of those whom it matches
 * @param glob whether {@code *} and {@code ?} in {@code match} stand for any text and any character
 */
record Rule(String match, boolean allows, boolean glob) {

  boolean matches(String identity) {
    return glob ? matchesPattern(identity) : match.equals(identity);
  }

  /** In time proportional to both lengths at most: patterns are the operator's, identities not. */
  private boolean matchesPattern(String identity) {
    int at = 0;
    int pattern = 0;
    int star = -1;
    int resume = 0;
    while (at < identity.length()) {
      if (pattern < match.length() && match.charAt(pattern) == '*') {
        star = pattern++;
        resume = at;
      } else if (pattern < match.length()
          && (match.charAt(pattern) == '?' || match.charAt(pattern) == identity.charAt(at))) {
        pattern++;
        at++;
      } else if (star >= 0) {
        pattern = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    return match.substring(pattern).chars().allMatch(rest -> rest == '*');
  }
}
