package org.backplane.api.machine;

/** Why a machine was reset or ended. */
public enum Cause {
  HOST_ERROR("host-error", false),
  HOST_QMP_QUIT("host-qmp-quit", false),
  HOST_QMP_SYSTEM_RESET("host-qmp-system-reset", false),
  HOST_SIGNAL("host-signal", false),
  GUEST_SHUTDOWN("guest-shutdown", true),
  GUEST_RESET("guest-reset", true),
  GUEST_PANIC("guest-panic", true);

  private final String wireName;
  private final boolean byGuest;

  Cause(String wireName, boolean byGuest) {
    this.wireName = wireName;
    this.byGuest = byGuest;
  }

  public String wireName() {
    return wireName;
  }

  public boolean byGuest() {
    return byGuest;
  }
}
