package org.backplane.hostmem.epc;

import org.backplane.api.BackplaneException;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.BackendObject;
import org.backplane.api.object.Creation;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Offers {@code memory-backend-epc}, also where the host cannot: it then says what is missing. */
@Component
public final class HostmemEpcFactory implements BackendFactory {

  private static final TypeDescription TYPE =
      MemoryBackendProperties.type(
          "memory-backend-epc",
          "SGX enclave pages of this host, for a guest's enclaves",
          MemoryDefaults.ENCLAVE);

  private final EnclavePages pages;

  @Activate
  public HostmemEpcFactory() {
    this(EnclavePages.ofHost());
  }

  HostmemEpcFactory(EnclavePages pages) {
    this.pages = pages;
  }

  @Override
  public TypeDescription description() {
    return TYPE;
  }

  @Override
  public BackendObject create(Creation creation) throws BackplaneException {
    return HostmemEpc.create(creation, pages);
  }
}
