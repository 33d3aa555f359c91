package org.backplane.api.object;

import org.backplane.api.type.PropertyValues;
import org.osgi.annotation.versioning.ProviderType;

/** What a factory gets to make an object from. */
@ProviderType
public interface Creation extends ObjectContext {

  /**
   * The checked values, defaults included. A link that was given is the canonical path of an object
   * that exists and is of the wanted type.
   */
  PropertyValues properties();

  /** The definition's resources: empty at first, kept ones after an update of the bundle. */
  Resources resources();
}
