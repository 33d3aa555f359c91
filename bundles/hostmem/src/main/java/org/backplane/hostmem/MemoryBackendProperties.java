package org.backplane.hostmem;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The properties that every {@code memory-backend-*} type has. */
public final class MemoryBackendProperties {

  /** The abstract type that they derive from. */
  public static final String PARENT = "memory-backend";

  public static final String SIZE = "size";
  public static final String SHARE = "share";
  public static final String MERGE = "merge";
  public static final String DUMP = "dump";
  public static final String PREALLOC = "prealloc";
  public static final String PREALLOC_THREADS = "prealloc-threads";
  public static final String PREALLOC_CONTEXT = "prealloc-context";
  public static final String POLICY = "policy";
  public static final String HOST_NODES = "host-nodes";
  public static final String RESERVE = "reserve";
  public static final String CANONICAL_PATH_AS_NAME = "x-use-canonical-path-for-ramblock-id";
  public static final String PAGE_SIZE = "x-page-size";

  private static final PropertyKind BOOL = new PropertyKind.Bool();
  private static final PropertyKind POLICIES =
      new PropertyKind.Choice("HostMemPolicy", NumaPlacement.POLICIES);
  private static final long MAX_THREADS = 0xffff_ffffL;
  private static final int MAX_NODE = 0xffff;

  private MemoryBackendProperties() {}

  /**
   * Describes a type of the family: the common properties, its own, and the figures of its usage.
   *
   * @param summary one line for help texts, without a full stop
   */
  public static TypeDescription type(
      String name, String summary, MemoryDefaults defaults, Property... own) {
    List<Property> all =
        Stream.of(common(defaults), List.of(own), UsageProperties.all())
            .flatMap(List::stream)
            .toList();
    return new TypeDescription(name, PARENT, Container.OBJECTS, summary, all)
        .measuring(MemoryMeter.all());
  }

  private static List<Property> common(MemoryDefaults defaults) {
    return List.of(
        Property.required(SIZE, new PropertyKind.Size(), "how much memory, such as 64M"),
        Property.fixed(
            SHARE, BOOL, bool(defaults.share()), "other processes may map the same memory"),
        Property.changeable(
            MERGE, BOOL, bool(defaults.merge()), "the kernel may merge equal pages"),
        Property.changeable(
            DUMP, BOOL, bool(defaults.dump()), "a core dump of the host contains the memory"),
        Property.changeable(
            PREALLOC, BOOL, bool(false), "take all pages from the host now, not at first use"),
        Property.changeable(
            PREALLOC_THREADS,
            new PropertyKind.Unsigned(1, MAX_THREADS),
            new PropertyValue.Unsigned(1),
            "how many threads preallocate at most"),
        new Property(
            PREALLOC_CONTEXT,
            new PropertyKind.Link("thread-context"),
            Optional.empty(),
            false,
            Change.ANY_TIME,
            "the thread-context that starts these threads"),
        Property.changeable(
            POLICY,
            POLICIES,
            new PropertyValue.Text(NumaPlacement.DEFAULT),
            "how NUMA nodes are chosen"),
        Property.changeable(
            HOST_NODES,
            new PropertyKind.UnsignedSet(MAX_NODE),
            new PropertyValue.Numbers(List.of()),
            "the NUMA nodes that the policy chooses from"),
        Property.fixed(RESERVE, BOOL, bool(true), "the host sets the memory aside"),
        Property.changeable(
            CANONICAL_PATH_AS_NAME,
            BOOL,
            bool(false),
            "name the memory block by the object's path instead of its id"),
        Property.readOnly(PAGE_SIZE, new PropertyKind.Size(), "size of the pages behind it"));
  }

  private static PropertyValue bool(boolean value) {
    return new PropertyValue.Bool(value);
  }
}
