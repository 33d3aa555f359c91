package org.backplane.health;

import java.util.List;
import java.util.stream.Stream;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectStatus;
import org.backplane.api.object.Phase;
import org.backplane.api.type.Container;

/** A look for objects that are not as they should be. */
final class PhaseLook {

  private PhaseLook() {}

  /** A line for each object in that phase: what it is, and why. */
  static List<String> at(ObjectRegistry registry, Phase phase) {
    return Stream.of(Container.OBJECTS, Container.CHARDEVS)
        .flatMap(container -> registry.list(container).stream())
        .filter(object -> object.phase() == phase)
        .map(PhaseLook::line)
        .toList();
  }

  private static String line(ObjectStatus object) {
    return object.reason().startsWith(object.subject())
        ? object.reason()
        : object.subject() + ": " + object.reason();
  }
}
