package org.backplane.monitor.tree;

import java.util.Optional;
import org.backplane.api.type.TypeDescription;

/**
 * A type in the tree of types.
 *
 * @param parent the type that it derives from; empty for a root
 * @param role what its objects are
 * @param description what is known of a type that a bundle offers; empty for abstract ones
 */
public record QomType(
    String name, Optional<String> parent, Role role, Optional<TypeDescription> description) {

  /** What the objects of a type are. */
  public enum Role {
    ABSTRACT,
    INTERFACE,
    CONTAINER,
    OBJECT,
    CHARDEV,
    DEVICE,
    MACHINE
  }

  /** Whether objects of it can exist. */
  public boolean concrete() {
    return role != Role.ABSTRACT && role != Role.INTERFACE;
  }
}
