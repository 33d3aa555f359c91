package org.backplane.api.object;

import org.backplane.api.BackplaneException;
import org.backplane.api.metric.Metrics;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Where an object stands, and what it may ask for while its code lives: from {@link
 * BackendFactory#create} until {@link BackendObject#close} returns.
 */
@ProviderType
public interface ObjectContext {

  /** Where the object stands. */
  ObjectPath path();

  /** {@code rng-builtin 'rng0'}, for messages. */
  String subject();

  /** What its type says that it measures; the numbers go on when the object's code is exchanged. */
  Metrics metrics();

  /**
   * A lease on another object that this one builds on. It ends with this object's code, at the
   * latest after {@link BackendObject#close}. To be called during {@link BackendFactory#create} and
   * {@link BackendObject#change} only.
   *
   * @throws BackplaneException no such object, of another kind, or already taken
   */
  <T extends BackendObject> Lease<T> lease(
      ObjectPath path, Class<T> kind, LeaseTerms terms, LeaseListener<T> listener)
      throws BackplaneException;

  /**
   * Shows long work to operators as a job. To be called during {@link BackendFactory#create} and
   * {@link BackendObject#change} only, on the thread that carries them out. An operator who calls
   * the job off interrupts that thread.
   *
   * @param type what kind of work it is, such as {@code preallocate}
   * @param total how much there is to do, 1 or more
   */
  Progress begin(String type, long total);
}
