package org.backplane.api.type;

/** Where in the object tree the objects of a type stand; ids are unique within one container. */
public enum Container {
  OBJECTS("objects"),
  CHARDEVS("chardevs"),
  /** Devices and machines are parts of the machine, not registry objects. */
  MACHINE("machine");

  private final String folder;

  Container(String folder) {
    this.folder = folder;
  }

  /** The name below the root of the object tree. */
  public String folder() {
    return folder;
  }
}
