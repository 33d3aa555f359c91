package org.backplane.api.object;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears of each change, in order for one object, on a thread of the registry. Must not block. */
@ConsumerType
public interface RegistryListener {

  /** A definition came, went or changed its phase. */
  void changed(ObjectStatus now);
}
