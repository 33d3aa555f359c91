package org.backplane.core.registry;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyKind;
import org.backplane.core.option.Quoted;

/** From the id or path that a link names to the object that it means. */
final class Links {

  private final Entries entries;

  Links(Entries entries) {
    this.entries = entries;
  }

  /**
   * Finds a link's target.
   *
   * @param subject the object that has the link, for messages
   * @param property the link's name, for messages
   * @param text an id or a path, see {@link #path}
   * @param mustLive whether a target that waits for its type or failed counts as missing
   * @throws MissingReferenceException there is no such object
   * @throws InvalidRequestException it is of another type
   */
  Entry resolve(
      String subject, String property, PropertyKind.Link kind, String text, boolean mustLive)
      throws BackplaneException {
    Optional<Entry> target = path(text).flatMap(entries::find).filter(Entry::born);
    if (target.isEmpty()) {
      throw new MissingReferenceException(
          subject,
          "property '%s' refers to %s, which does not exist".formatted(property, Quoted.of(text)),
          "create the %s first".formatted(kind.target()));
    }
    var status = target.get().status();
    if (mustLive && status.phase() != Phase.REALIZED && status.phase() != Phase.DETACHED) {
      throw new MissingReferenceException(
          subject,
          "property '%s' waits for %s: %s".formatted(property, status.subject(), status.reason()),
          "");
    }
    if (!status.isA(kind.target())) {
      throw new InvalidRequestException(
          subject,
          "property '%s' needs a %s, but %s is a %s"
              .formatted(property, kind.target(), Quoted.of(text), status.typeName()),
          "name another object");
    }
    return target.get();
  }

  /** Whether an object that a link found is still in the tree. */
  boolean stillThere(Entry target) {
    return entries.find(target.path()).filter(target::equals).isPresent();
  }

  /** Where an object would stand that a text names; empty if no object can stand there. */
  static Optional<ObjectPath> path(String text) {
    return ObjectPath.parse(Container.OBJECTS, text);
  }
}
