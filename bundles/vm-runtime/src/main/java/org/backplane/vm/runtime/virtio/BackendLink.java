package org.backplane.vm.runtime.virtio;

import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.type.Container;

/**
 * A device's link to its backend.
 *
 * @param subject {@code virtio-rng-device 'r0'}, for messages
 * @param property the link's name, such as {@code rng}
 * @param target the type that the backend has or derives from
 */
record BackendLink(String subject, String property, String target) {

  /** Refuses any other property of the device. */
  void require(String name) throws InvalidRequestException {
    if (!name.equals(property)) {
      throw new InvalidRequestException(
          subject,
          "'%s' is not a link that can be exchanged".formatted(name),
          "the one that can is '" + property + "'");
    }
  }

  /**
   * The object that an id or path means.
   *
   * @throws MissingReferenceException there is no such object
   * @throws InvalidRequestException it is no object's id or path, or the object is of another kind
   */
  ObjectPath resolve(String text, ObjectRegistry registry) throws BackplaneException {
    ObjectPath path =
        ObjectPath.parse(Container.OBJECTS, text)
            .orElseThrow(() -> refused("%s=%s names no object".formatted(property, text)));
    ObjectStatus status = registry.find(path).orElseThrow(() -> missing(path.id()));
    // One whose type nobody knows yet may turn out to fit.
    if (status.type().isPresent() && !status.isA(target)) {
      throw refused("%s=%s is a %s".formatted(property, path.id(), status.typeName()));
    }
    return path;
  }

  private InvalidRequestException refused(String problem) {
    return new InvalidRequestException(subject, problem, "give the id of an " + target);
  }

  private MissingReferenceException missing(String id) {
    return new MissingReferenceException(
        subject,
        "%s: there is no object '%s'".formatted(property, id),
        "make one with -object TYPE,id=%s, or object-add in a monitor".formatted(id));
  }
}
