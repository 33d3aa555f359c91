package org.backplane.api.object;

import org.backplane.api.BackplaneException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The host things that one definition owns: mappings, descriptors, sockets. They outlive the code
 * that uses them and end with the definition, the last made first. A resource's class must come
 * from what is not replaced at run time: {@code org.backplane.linux}, this bundle or the JDK.
 */
@ProviderType
public interface Resources {

  /** Makes a resource. */
  @FunctionalInterface
  interface Maker<R extends AutoCloseable> {
    R make() throws BackplaneException;
  }

  /**
   * The resource of that name: the one kept from earlier code, or else a new one.
   *
   * @throws BackplaneException the maker's own; nothing is kept then
   * @throws IllegalArgumentException a resource of that name has another class, or its class
   *     belongs to the calling backend's own bundle
   */
  <R extends AutoCloseable> R keep(String name, Class<R> kind, Maker<R> maker)
      throws BackplaneException;

  /** Closes and forgets a resource before the definition ends; nothing happens if there is none. */
  void release(String name);
}
