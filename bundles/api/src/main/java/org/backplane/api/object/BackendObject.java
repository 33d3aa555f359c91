package org.backplane.api.object;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.type.PropertyValue;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The live code behind a definition. It lives shorter than the definition: when its bundle is
 * updated, {@link #close} ends it and a new one is made on the same {@link Resources}.
 */
@ConsumerType
public interface BackendObject extends AutoCloseable {

  /**
   * A value that only the live object knows. Any thread; must not block.
   *
   * @return empty to let the definition's own value stand
   */
  default Optional<PropertyValue> read(String property) {
    return Optional.empty();
  }

  /**
   * Applies a new value of a property that may change at any time. It has been checked against the
   * type; the definition takes it over when this method returns. May block for as long as the host
   * takes, see {@link ObjectContext#begin}.
   *
   * @throws BackplaneException the value cannot be applied; the old one stays in force
   */
  default void change(String property, PropertyValue value) throws BackplaneException {}

  /**
   * Ends this object's code: finishes its requests or hands them back unfinished, and ends its
   * threads, within a second. It leaves the {@link Resources} alone: they go on to the next code,
   * or end with the definition. Called once.
   */
  @Override
  void close();
}
