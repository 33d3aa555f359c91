package org.backplane.api.object;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A holder's hold on an object.
 *
 * @param <T> what the holder uses it as
 */
@ProviderType
public interface Lease<T> extends AutoCloseable {

  /** The object's place. */
  ObjectPath path();

  /**
   * The live object, or empty while its bundle is away. Ask again for each request and keep no
   * reference: it would keep replaced code in memory.
   */
  Optional<T> target();

  /** Gives the object back; a second call does nothing. No listener call begins after it. */
  @Override
  void close();
}
