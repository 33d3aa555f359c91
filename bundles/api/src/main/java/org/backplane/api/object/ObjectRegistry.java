package org.backplane.api.object;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.option.Dialect;
import org.backplane.api.option.Options;
import org.backplane.api.option.RawValue;
import org.backplane.api.type.Container;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Keeps all definitions and their objects. Any thread may call any method. {@link #add}, {@link
 * #remove}, {@link #set} and {@link #lease} return when the thing is done, however long the
 * object's backend takes; the others answer at once, also meanwhile.
 */
@ProviderType
public interface ObjectRegistry {

  /**
   * Makes an object. Checks in this order: type, properties, id, links, then attaches (duplicate
   * id), then creates; a creation that takes long is called off by {@link #remove}, or as the job
   * that it shows. A refused object leaves nothing behind.
   *
   * @throws org.backplane.api.MissingReferenceException a link names no object
   */
  ObjectStatus add(ObjectRequest request) throws BackplaneException;

  /**
   * Deletes an object.
   *
   * @throws org.backplane.api.InUseException a pinning lease is held
   * @throws org.backplane.api.InvalidRequestException there is no such object, or somebody is
   *     deleting it already
   */
  void remove(ObjectPath path) throws BackplaneException;

  /** What is known of an object. */
  Optional<ObjectStatus> find(ObjectPath path);

  /** All of a container, in the order of their creation. */
  List<ObjectStatus> list(Container container);

  /**
   * A property's current value; empty when it has none, such as a link that is unset or whose
   * target has been deleted.
   */
  Optional<PropertyValue> get(ObjectPath path, String property) throws BackplaneException;

  /** Sets a property that may change at any time. */
  void set(ObjectPath path, String property, RawValue value, Dialect dialect)
      throws BackplaneException;

  /**
   * Gives definitions made from now on other defaults. What a definition says itself goes first;
   * among presets the newest.
   *
   * @param type a type's name, or the name of the abstract type that it derives from
   * @param defaults values by property; a type that has no such property is left alone
   * @return ends the preset when closed; definitions made meanwhile keep what they got
   */
  Registration preset(String type, Options defaults);

  /** All types that a bundle offers now, sorted by name. */
  List<TypeDescription> types();

  /**
   * Takes a lease. An object that is detached or waiting may be leased too: its target comes later.
   *
   * @param listener called from now on; never after the lease is closed
   * @throws org.backplane.api.MissingReferenceException no such object
   * @throws org.backplane.api.InvalidRequestException the object is of another kind
   * @throws org.backplane.api.InUseException exclusive terms, and somebody has it
   */
  <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException;

  /** The objects whose backends are at work now, the longest first: to find those that hang. */
  List<Busy> busy();

  /** Starts listening; close the answer to stop. */
  Registration listen(RegistryListener listener);

  /** Ends a registration when closed. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
