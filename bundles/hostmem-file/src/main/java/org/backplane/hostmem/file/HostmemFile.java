package org.backplane.hostmem.file;

import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.memory.HostMemory;
import org.backplane.api.object.Creation;
import org.backplane.api.type.PropertyValue;
import org.backplane.hostmem.HugePageShortage;
import org.backplane.hostmem.MappedMemory;
import org.backplane.hostmem.MemorySettings;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.Host;
import org.backplane.linux.LinuxException;
import org.backplane.linux.Mapping;
import org.backplane.linux.MappingSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps a file or device. What a refused creation did to the file system is taken back. */
final class HostmemFile {

  private static final Logger LOG = LoggerFactory.getLogger(HostmemFile.class);
  private static final Path SYSFS = Path.of("/sys");

  private final FileRequest request;
  private final FileUndo undo;

  private HostmemFile(FileRequest request, FileUndo undo) {
    this.request = request;
    this.undo = undo;
  }

  static HostMemory create(Creation creation) throws BackplaneException {
    MemorySettings settings = MemorySettings.of(creation);
    FileRequest request = FileRequest.of(creation.properties(), settings);
    try (var undo = new FileUndo()) {
      var maker = new HostmemFile(request, undo);
      var own = new Own(request.rule());
      MappedMemory memory = MappedMemory.keep(creation, settings, own, maker::map);
      // Not earlier: a creation that fails must not cost anybody the content of a file.
      memory.change(
          FileProperties.DISCARD_DATA,
          new PropertyValue.Bool(creation.properties().bool(FileProperties.DISCARD_DATA)));
      undo.forget();
      return memory;
    }
  }

  private Mapping map() throws BackplaneException, LinuxException {
    try (FileDescriptor file = new FileStore(request, new DeviceLength(SYSFS), undo).open()) {
      long pageBytes = file.pageSizeBytes();
      try {
        return mapped(file);
      } catch (LinuxException e) {
        boolean hugePages = pageBytes > Host.read().pageSizeBytes();
        throw hugePages && e.errnoName().equals("ENOMEM")
            ? HugePageShortage.of(request.settings(), pageBytes, e)
            : new PathRefusals(request).of("be mapped", e);
      }
    }
  }

  private Mapping mapped(FileDescriptor file) throws LinuxException {
    if (request.pmem() && request.rule().shared()) {
      try {
        return mapped(file, true);
      } catch (LinuxException e) {
        if (!e.errnoName().equals("EOPNOTSUPP")) {
          throw e;
        }
        LOG.warn(
            "{}: '{}' is not persistent memory, so pmem=on makes nothing durable",
            request.subject(),
            request.path());
      }
    }
    return mapped(file, false);
  }

  private Mapping mapped(FileDescriptor file, boolean synchronous) throws LinuxException {
    MappingSpec spec = MappingSpec.ofSize(request.settings().sizeBytes());
    spec =
        spec.withShared(request.rule().shared())
            .withWritable(!request.rule().rom())
            .withReserve(request.settings().reserve())
            .withAlignmentBytes(Math.max(spec.alignmentBytes(), request.range().alignBytes()));
    // The mapping closes the descriptor that it gets.
    return Mapping.file(spec, file.dup(), request.range().offsetBytes(), synchronous);
  }

  /** What the properties of this type alone do to a mapping. */
  private record Own(RomRule rule) implements MappedMemory.OwnProperties {

    @Override
    public Optional<PropertyValue> read(String property) {
      return property.equals(FileProperties.ROM)
          ? Optional.of(new PropertyValue.Text(rule.rom() ? "on" : "off"))
          : Optional.empty();
    }

    @Override
    public void change(String property, PropertyValue value, Mapping mapping) {
      if (property.equals(FileProperties.DISCARD_DATA)) {
        mapping.discardOnClose(((PropertyValue.Bool) value).value());
      }
    }
  }
}
