package org.backplane.hostmem.ram;

import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.MemoryFile;

/**
 * How anonymous memory is mapped: on a boundary that suits huge pages and with a guard page behind
 * it; shared memory has a file that other processes can map.
 */
final class AnonymousMemory {

  private AnonymousMemory() {}

  static Mapping map(MemorySettings settings) throws LinuxException {
    MappingSpec spec =
        MappingSpec.ofSize(settings.sizeBytes())
            .withShared(settings.share())
            .withReserve(settings.reserve());
    return settings.share() ? shared(spec, settings.blockName()) : Mapping.anonymous(spec);
  }

  // A host that has no such file to give still has shared memory without one.
  private static Mapping shared(MappingSpec spec, String name) throws LinuxException {
    try {
      return Mapping.file(spec, file(spec.sizeBytes(), name), 0, false);
    } catch (LinuxException _) {
      return Mapping.anonymous(spec);
    }
  }

  private static FileDescriptor file(long sizeBytes, String name) throws LinuxException {
    FileDescriptor file = MemoryFile.create(name, false, false, 0);
    boolean done = false;
    try {
      file.truncate(wholePages(sizeBytes));
      done = true;
      return file;
    } finally {
      if (!done) {
        file.close();
      }
    }
  }

  private static long wholePages(long bytes) {
    long page = Host.read().pageSizeBytes();
    long rounded = (bytes + page - 1) & -page;
    return rounded < 0 ? Long.MAX_VALUE : rounded;
  }
}
