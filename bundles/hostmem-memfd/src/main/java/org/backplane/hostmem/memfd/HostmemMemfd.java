package org.backplane.hostmem.memfd;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.Creation;
import org.backplane.hostmem.HostRefusal;
import org.backplane.hostmem.HugePageShortage;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.backplane.linux.MemoryFile;
import org.backplane.linux.Seal;

/** Maps a new memory file. A refused one leaves nothing: the file has no name. */
final class HostmemMemfd {

  private static final Set<Seal> FIXED_LENGTH = EnumSet.of(Seal.GROW, Seal.SHRINK, Seal.SEAL);

  private final MemorySettings settings;
  private final PageChoice pages;
  private final boolean seal;

  private HostmemMemfd(MemorySettings settings, PageChoice pages, boolean seal) {
    this.settings = settings;
    this.pages = pages;
    this.seal = seal;
  }

  static HostMemory create(Creation creation) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(creation);
    var maker =
        new HostmemMemfd(
            settings,
            PageChoice.of(settings.subject(), creation.properties()),
            creation.properties().bool(MemfdProperties.SEAL));
    return MappedMemory.keep(creation, settings, MappedMemory.OwnProperties.none(), maker::map);
  }

  private Mapping map() throws BackplaneException, LinuxException {
    try (FileDescriptor file = file()) {
      long pageBytes = file.pageSizeBytes();
      settings.checkWholePages(pageBytes);
      file.truncate(settings.sizeBytes());
      if (seal) {
        file.seal(FIXED_LENGTH);
      }
      return mapped(file, pageBytes);
    }
  }

  private FileDescriptor file() throws BackplaneException {
    try {
      return MemoryFile.create(MemfdProperties.NAME, seal, pages.huge(), pages.hugePageBytes());
    } catch (LinuxException e) {
      throw refusedFile(e);
    }
  }

  private HostException refusedFile(LinuxException reason) {
    String step = "the memory file cannot be made";
    if (!pages.huge()) {
      return HostRefusal.of(settings.subject(), step, reason);
    }
    String sizes =
        Host.read().hugePageSizesBytes().stream()
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return HostRefusal.of(settings.subject(), step, reason, "this host has hugetlbsize " + sizes);
  }

  private Mapping mapped(FileDescriptor file, long pageBytes) throws HostException, LinuxException {
    MappingSpec spec =
        MappingSpec.ofSize(settings.sizeBytes())
            .withShared(settings.share())
            .withReserve(settings.reserve());
    try {
      return Mapping.file(spec, file.dup(), 0, false); // the mapping closes what it gets
    } catch (LinuxException e) {
      throw pages.huge() && e.errnoName().equals("ENOMEM")
          ? HugePageShortage.of(settings, pageBytes, e)
          : HostRefusal.of(settings.subject(), "the memory cannot be mapped", e);
    }
  }
}
