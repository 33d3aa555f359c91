package org.backplane.chardev;

import java.util.List;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.TypeDescription;

/** What the types of this family have in common. */
final class ChardevType {

  private ChardevType() {}

  static TypeDescription of(String name, String summary, Property... properties) {
    return new TypeDescription(name, "chardev", Container.CHARDEVS, summary, List.of(properties));
  }
}
