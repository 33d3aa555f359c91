package org.backplane.api.memory;

import org.backplane.api.object.BackendObject;
import org.osgi.annotation.versioning.ConsumerType;

/** A memory backend: {@code memory-backend-*}. */
@ConsumerType
public interface HostMemory extends BackendObject {

  /**
   * The memory. The answer stays valid, at the same address, for as long as the object is leased,
   * across every update of its bundle; after that each access throws.
   */
  MemoryBlock block();
}
