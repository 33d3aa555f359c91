package org.backplane.api.object;

import org.backplane.api.type.Container;

/**
 * Where an object stands in the object tree.
 *
 * @param container its container
 * @param id its id, unique there
 */
public record ObjectPath(Container container, String id) {

  /** An object below {@code /objects}. */
  public static ObjectPath object(String id) {
    return new ObjectPath(Container.OBJECTS, id);
  }

  /** A character device below {@code /chardevs}. */
  public static ObjectPath chardev(String id) {
    return new ObjectPath(Container.CHARDEVS, id);
  }

  /** The canonical path; a slash within the id is escaped. */
  @Override
  public String toString() {
    return "/" + container.folder() + "/" + id.replace("/", "\\x2f");
  }
}
