package org.backplane.vm.runtime.ram;

import java.util.List;
import java.util.OptionalInt;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.PropertyValues;
import org.backplane.api.type.TypeDescription;

/** {@code pc-dimm}: a memory backend in a slot of the machine. */
public final class PcDimmType {

  public static final String NAME = "pc-dimm";
  static final String MEMDEV = "memdev";
  static final String ADDRESS = "addr";
  static final String SLOT = "slot";
  static final String NODE = "node";
  static final String SIZE = "size";
  static final String HOTPLUGGED = "hotplugged";
  static final String HOTPLUGGABLE = "hotpluggable";

  private static final long UNSIGNED_MAX = -1;
  private static final long UNSIGNED_32 = 0xffff_ffffL;

  public static final TypeDescription DESCRIPTION =
      new TypeDescription(
          NAME,
          "device",
          Container.MACHINE,
          "Memory for the guest, from a memory backend; a read-only one becomes ROM",
          List.of(
              Property.required(
                  MEMDEV, new PropertyKind.Link("memory-backend"), "Id of the memory backend"),
              Property.fixed(
                  ADDRESS,
                  new PropertyKind.Unsigned(0, UNSIGNED_MAX),
                  new PropertyValue.Unsigned(0),
                  "First physical address; 0 for the first that fits"),
              Property.optional(
                  SLOT,
                  new PropertyKind.Unsigned(0, UNSIGNED_32),
                  "Memory slot; the first free one if not given"),
              Property.fixed(
                  NODE,
                  new PropertyKind.Unsigned(0, UNSIGNED_32),
                  new PropertyValue.Unsigned(0),
                  "NUMA node that it belongs to"),
              Property.readOnly(SIZE, new PropertyKind.Size(), "Size of the memory"),
              Property.readOnly(
                  HOTPLUGGED, new PropertyKind.Bool(), "Whether it came into a built machine"),
              Property.readOnly(
                  HOTPLUGGABLE, new PropertyKind.Bool(), "Whether it can be taken out")));

  private PcDimmType() {}

  /**
   * What an operator sets.
   *
   * @param address 0 for any
   * @param node not checked
   */
  record Settings(String memdev, long address, OptionalInt slot, long node) {

    static Settings of(PropertyValues values) {
      return new Settings(
          values.text(MEMDEV),
          values.number(ADDRESS),
          values.find(SLOT).isPresent()
              ? OptionalInt.of((int) values.number(SLOT))
              : OptionalInt.empty(),
          values.number(NODE));
    }
  }
}
