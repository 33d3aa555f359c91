package org.backplane.hostmem.file;

import java.util.List;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;

/** The one description of {@code memory-backend-file}. */
final class FileProperties {

  static final String MEM_PATH = "mem-path";
  static final String ALIGN = "align";
  static final String OFFSET = "offset";
  static final String READONLY = "readonly";
  static final String ROM = "rom";
  static final String DISCARD_DATA = "discard-data";
  static final String PMEM = "pmem";

  private static final PropertyKind BOOL = new PropertyKind.Bool();
  private static final PropertyKind SIZE = new PropertyKind.Size();
  private static final PropertyValue OFF = new PropertyValue.Bool(false);
  private static final PropertyValue NONE = new PropertyValue.Unsigned(0);

  static final TypeDescription TYPE =
      MemoryBackendProperties.type(
          "memory-backend-file",
          "memory whose content is a file or device of this host",
          MemoryDefaults.PRIVATE,
          Property.required(
              MEM_PATH,
              new PropertyKind.Text(),
              "the file or device; in a folder, a file without a name"),
          Property.fixed(
              ALIGN, SIZE, NONE, "boundary of the memory's address, 0: the file's page size"),
          Property.fixed(OFFSET, SIZE, NONE, "where in the file the memory starts"),
          Property.fixed(READONLY, BOOL, OFF, "open the file for reading only"),
          Property.fixed(
              ROM,
              new PropertyKind.Choice("OnOffAuto", List.of("auto", "on", "off")),
              new PropertyValue.Text("auto"),
              "make the memory read-only, auto: as readonly"),
          Property.changeable(
              DISCARD_DATA, BOOL, OFF, "drop the file's content when the object goes away"),
          Property.fixed(
              PMEM, BOOL, OFF, "the file is persistent memory: a write shall be durable at once"));

  private FileProperties() {}
}
