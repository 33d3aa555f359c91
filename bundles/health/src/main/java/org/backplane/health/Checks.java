package org.backplane.health;

/** What the checks have in common. */
final class Checks {

  /** Tag of every check of ours. */
  static final String TAG = "backplane";

  /** Configuration of those that have one. */
  static final String PID = "org.backplane.health";

  private Checks() {}
}
