package org.backplane.api;

/** The error classes that monitor clients know. */
public enum ErrorClass {
  GENERIC("GenericError"),
  COMMAND_NOT_FOUND("CommandNotFound"),
  DEVICE_NOT_FOUND("DeviceNotFound"),
  DEVICE_NOT_ACTIVE("DeviceNotActive"),
  KVM_MISSING_CAP("KVMMissingCap");

  private final String wireName;

  ErrorClass(String wireName) {
    this.wireName = wireName;
  }

  /** The name as it stands in a QMP reply. */
  public String wireName() {
    return wireName;
  }
}
