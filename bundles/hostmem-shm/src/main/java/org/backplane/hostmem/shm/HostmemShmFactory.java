package org.backplane.hostmem.shm;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers {@code memory-backend-shm}. */
@Component
public final class HostmemShmFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      MemoryBackendProperties.type(
          "memory-backend-shm", "POSIX shared memory of this host", MemoryDefaults.SHARED);

  private final ShmStore store;

  @Activate
  public HostmemShmFactory() {
    this(ShmStore.ofHost());
  }

  HostmemShmFactory(ShmStore store) {
    this.store = store;
  }

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return HostmemShm.create(creation, store);
  }
}
