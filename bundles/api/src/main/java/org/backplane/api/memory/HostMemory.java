package org.backplane.api.memory;

import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.HostException;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.osgi.annotation.versioning.ConsumerType;

/** A memory backend: {@code memory-backend-*}. Any thread may call any method. */
@ConsumerType
public interface HostMemory extends BackendObject {

  /**
   * The memory. The answer stays valid, at the same address, for as long as the object is leased,
   * across every update of its bundle; after that each access throws.
   */
  MemoryBlock block();

  /**
   * What the memory costs the host at this moment, from the host's own accounting. Takes a few
   * milliseconds.
   *
   * @throws HostException the host does not tell
   */
  MemoryUsage usage() throws HostException;

  /**
   * The file behind the memory, which another process can map too; empty for private memory without
   * a file. Valid for as long as {@link #block} is.
   */
  Optional<MemoryBacking> backing();

  /** How much the host has taken away so far, in bytes; answers at once. */
  default long lostBytes() {
    return 0;
  }

  /**
   * Asks to hear, once, that the host has taken some of the memory away, because its file was cut
   * or huge pages ran out; at once when it happened already. The lost pages read as zeros from then
   * on and are private to this process; the rest stays as it is.
   *
   * @param listener runs on a thread of the backend; must not block
   * @return ends the listening when closed, which the end of this object's code does too
   */
  Registration onLoss(Consumer<MemoryLoss> listener);
}
