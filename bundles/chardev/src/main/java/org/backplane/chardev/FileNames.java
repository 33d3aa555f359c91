package org.backplane.chardev;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.object.Creation;

/** File names among a device's properties. */
record FileNames(Creation creation) {

  /** The file that a required property names. */
  Path required(String property) throws InvalidRequestException {
    return path(property, creation.properties().text(property));
  }

  /** The file that a property names, if it was given. */
  Optional<Path> find(String property) throws InvalidRequestException {
    Optional<String> name = creation.properties().findText(property);
    return name.isPresent() ? Optional.of(path(property, name.get())) : Optional.empty();
  }

  private Path path(String property, String name) throws InvalidRequestException {
    try {
      if (!name.isEmpty()) {
        return Path.of(name);
      }
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(
          creation.subject(), property + " is no file name: " + e.getReason(), "give another");
    }
    throw new InvalidRequestException(
        creation.subject(), property + " is empty", "give " + property + "=FILE");
  }
}
