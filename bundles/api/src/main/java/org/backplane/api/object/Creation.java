package org.backplane.api.object;

import org.backplane.api.BackplaneException;
import org.backplane.api.type.PropertyValues;
import org.osgi.annotation.versioning.ProviderType;

/** What a factory gets to make an object from. Valid only during {@link BackendFactory#create}. */
@ProviderType
public interface Creation {

  /** Where the object stands. */
  ObjectPath path();

  /** {@code rng-builtin 'rng0'}, for messages. */
  String subject();

  /** The checked values, defaults included. */
  PropertyValues properties();

  /** The definition's resources: empty at first, kept ones after an update of the bundle. */
  Resources resources();

  /**
   * A lease on another object that this one builds on. It ends with this object's code, at the
   * latest after {@link BackendObject#close}.
   *
   * @throws BackplaneException no such object, of another kind, or already taken
   */
  <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException;
}
