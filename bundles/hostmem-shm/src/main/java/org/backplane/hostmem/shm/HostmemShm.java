package org.backplane.hostmem.shm;

import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.Creation;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;

/** Maps a new shared memory object. A refused one leaves nothing: the object has no name. */
final class HostmemShm {

  private final MemorySettings settings;
  private final ShmStore store;

  private HostmemShm(MemorySettings settings, ShmStore store) {
    this.settings = settings;
    this.store = store;
  }

  static HostMemory create(Creation creation, ShmStore store) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(creation);
    if (!settings.share()) {
      throw new InvalidRequestException(
          settings.subject(),
          "share=off cannot go with POSIX shared memory",
          "leave share out, or use memory-backend-ram");
    }
    var maker = new HostmemShm(settings, store);
    return MappedMemory.keep(creation, settings, MappedMemory.OwnProperties.none(), maker::map);
  }

  private Mapping map() throws BackplaneException, LinuxException {
    try (FileDescriptor object = store.make(settings.subject())) {
      settings.checkWholePages(object.pageSizeBytes());
      object.truncate(settings.sizeBytes());
      MappingSpec spec =
          MappingSpec.ofSize(settings.sizeBytes()).withShared(true).withReserve(settings.reserve());
      return Mapping.file(spec, object.dup(), 0, false); // the mapping closes what it gets
    }
  }
}
