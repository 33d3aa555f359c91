package org.backplane.api.object;

import org.osgi.annotation.versioning.ProviderType;

/** How far a piece of long work is. Any thread. */
@ProviderType
public interface Progress extends AutoCloseable {

  /** So much more is done. */
  void advance(long amount);

  /** The work has ended, well or not; a second call does nothing. */
  @Override
  void close();
}
