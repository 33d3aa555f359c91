package org.backplane.monitor.tree;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.PropertyValue;
import org.backplane.monitor.report.Wording;

/** Where a node's property values come from, and go to. */
interface Values {

  /** The current value; empty when it has none. */
  Optional<PropertyValue> get(String property) throws BackplaneException;

  default void set(String property, RawValue value, Dialect dialect) throws BackplaneException {
    throw new InvalidRequestException(
        "",
        "property " + Wording.quoted(property) + " cannot be changed",
        "it belongs to the machine");
  }

  /** A node without values of its own. */
  static Values none() {
    return _ -> Optional.empty();
  }
}
