package org.backplane.api.object;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.backplane.api.type.Container;

/**
 * Where an object stands in the object tree.
 *
 * @param container its container
 * @param id its id, unique there
 */
public record ObjectPath(Container container, String id) {

  private static final String ESCAPED_SLASH = "\\x2f";

  /** An object below {@code /objects}. */
  public static ObjectPath object(String id) {
    return new ObjectPath(Container.OBJECTS, id);
  }

  /** A character device below {@code /chardevs}. */
  public static ObjectPath chardev(String id) {
    return new ObjectPath(Container.CHARDEVS, id);
  }

  /**
   * Reads what a person or program wrote to name an object of a container: its id, or its path in
   * the object tree, with or without the first slash. More slashes do no harm. Whether there is
   * such an object is not looked at.
   *
   * @return empty if no object of the container can be meant
   */
  public static Optional<ObjectPath> parse(Container container, String text) {
    List<String> parts = Arrays.stream(text.split("/")).filter(part -> !part.isEmpty()).toList();
    if (parts.size() == 1 && !text.startsWith("/")) {
      return Optional.of(new ObjectPath(container, parts.getFirst()));
    }
    return parts.size() == 2 && parts.getFirst().equals(container.folder())
        ? Optional.of(new ObjectPath(container, parts.getLast().replace(ESCAPED_SLASH, "/")))
        : Optional.empty();
  }

  /** The canonical path; a slash within the id is escaped. */
  @Override
  public String toString() {
    return "/" + container.folder() + "/" + id.replace("/", ESCAPED_SLASH);
  }
}
