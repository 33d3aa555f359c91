package org.backplane.hostmem.ram;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;
import org.backplane.hostmem.MemorySettings;
import org.osgi.service.component.annotations.Component;

/** Offers {@code memory-backend-ram}. */
@Component
public final class HostmemRamFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      MemoryBackendProperties.type(
          "memory-backend-ram", "memory of this host, without a file", MemoryDefaults.PRIVATE);

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(creation).roundingUp();
    return MappedMemory.keep(
        creation, settings, MappedMemory.OwnProperties.none(), () -> AnonymousMemory.map(settings));
  }
}
