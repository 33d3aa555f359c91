package org.backplane.api.machine;

/** What {@code query-status} tells. */
public enum RunState {
  PRELAUNCH("prelaunch"),
  RUNNING("running"),
  PAUSED("paused"),
  /** Stopped at a breakpoint or after a step, for a debugger. */
  DEBUG("debug"),
  /** The guest powered off, and the host was asked to keep the machine. */
  SHUTDOWN("shutdown"),
  /** The machine cannot go on; the log says why. */
  INTERNAL_ERROR("internal-error");

  private final String wireName;

  RunState(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
