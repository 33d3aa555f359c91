package org.backplane.hostmem.memfd;

import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.hostmem.MemoryBackendProperties;
import org.backplane.hostmem.MemoryDefaults;

/** The one description of {@code memory-backend-memfd}. */
final class MemfdProperties {

  static final String NAME = "memory-backend-memfd";

  static final String SEAL = "seal";
  static final String HUGETLB = "hugetlb";
  static final String HUGETLB_SIZE = "hugetlbsize";

  private static final Property SEALED =
      Property.changeable(
          SEAL,
          new PropertyKind.Bool(),
          new PropertyValue.Bool(true),
          "nobody can make the memory longer or shorter");
  private static final Property HUGE =
      Property.changeable(
          HUGETLB,
          new PropertyKind.Bool(),
          new PropertyValue.Bool(false),
          "take the memory from the host's pool of huge pages");
  // 0 is how "not given" reads back; nobody can give it.
  private static final Property HUGE_SIZE =
      Property.fixed(
          HUGETLB_SIZE,
          new PropertyKind.Size(1),
          new PropertyValue.Unsigned(0),
          "size of these pages, 1: the host's default");

  private MemfdProperties() {}

  /**
   * @param hugePages whether the host has memory files of huge pages
   */
  static TypeDescription type(boolean hugePages) {
    Property[] own = hugePages ? new Property[] {SEALED, HUGE, HUGE_SIZE} : new Property[] {SEALED};
    return MemoryBackendProperties.type(
        NAME,
        "memory that other processes can map, without a file system",
        MemoryDefaults.SHARED,
        own);
  }
}
