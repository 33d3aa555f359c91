package org.backplane.hostmem.ram;

import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.memory.MemoryBlock;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValue;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.AnonymousMapping;
import org.backplane.linux.Mapping;

/**
 * Anonymous memory, on a boundary that suits huge pages and with a guard page behind it; shared
 * memory has a descriptor that other processes can map.
 */
final class HostmemRam implements HostMemory {

  private final MappedMemory memory;

  private HostmemRam(MappedMemory memory) {
    this.memory = memory;
  }

  static HostmemRam create(Creation creation) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(creation);
    AnonymousMapping spec =
        AnonymousMapping.ofSize(settings.sizeBytes())
            .withShared(settings.share())
            .withReserve(settings.reserve())
            .withName(settings.blockName());
    return new HostmemRam(
        MappedMemory.keep(creation, settings, true, () -> Mapping.anonymous(spec)));
  }

  @Override
  public MemoryBlock block() {
    return memory.block();
  }

  @Override
  public Optional<PropertyValue> read(String property) {
    return memory.read(property);
  }

  @Override
  public void change(String property, PropertyValue value) throws BackplaneException {
    memory.change(property, value);
  }

  @Override
  public void close() {
    memory.close();
  }
}
