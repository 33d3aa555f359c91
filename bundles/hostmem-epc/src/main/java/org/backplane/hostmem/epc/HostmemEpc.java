package org.backplane.hostmem.epc;

import org.backplane.api.BackplaneException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.Creation;
import org.backplane.hostmem.HostRefusal;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;

/** Maps enclave pages of the host. */
final class HostmemEpc {

  private final MemorySettings settings;
  private final EnclavePages pages;

  private HostmemEpc(MemorySettings settings, EnclavePages pages) {
    this.settings = settings;
    this.pages = pages;
  }

  static HostMemory create(Creation creation, EnclavePages pages) throws BackplaneException {
    // Whatever x-use-canonical-path-for-ramblock-id says.
    MemorySettings settings = MemorySettings.of(creation).namedByPath(creation);
    var maker = new HostmemEpc(settings, pages);
    return MappedMemory.keep(creation, settings, MappedMemory.OwnProperties.none(), maker::map);
  }

  private Mapping map() throws BackplaneException, LinuxException {
    try (FileDescriptor device = pages.open(settings.subject())) {
      settings.checkWholePages(device.pageSizeBytes());
      MappingSpec spec =
          MappingSpec.ofSize(settings.sizeBytes())
              .withShared(settings.share())
              .withReserve(settings.reserve());
      try {
        return Mapping.file(spec, device.dup(), 0, false); // the mapping closes what it gets
      } catch (LinuxException e) {
        if (!settings.share() && e.errnoName().equals("EINVAL")) {
          throw HostRefusal.of(
              settings.subject(), "enclave pages can only be shared", e, "leave share out");
        }
        throw e;
      }
    }
  }
}
