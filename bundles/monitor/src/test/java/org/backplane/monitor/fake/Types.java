package org.backplane.monitor.fake;

import java.util.List;
import java.util.Optional;
import org.backplane.api.type.Change;
import org.backplane.api.type.Container;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyKind;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;

/** The types of the scripted world. */
public final class Types {

  public static final TypeDescription RAM =
      new TypeDescription(
          "memory-backend-ram",
          "memory-backend",
          Container.OBJECTS,
          "anonymous memory",
          List.of(
              Property.required("size", new PropertyKind.Size(), "size in bytes"),
              bool("merge", true),
              bool("dump", true),
              bool("prealloc", false),
              Property.fixed(
                  "share", new PropertyKind.Bool(), new PropertyValue.Bool(false), "shared"),
              bool("reserve", true),
              Property.changeable(
                  "host-nodes",
                  new PropertyKind.UnsignedSet(127),
                  new PropertyValue.Numbers(List.of()),
                  "NUMA nodes"),
              Property.changeable(
                  "policy",
                  new PropertyKind.Choice("HostMemPolicy", List.of("default", "bind")),
                  new PropertyValue.Text("default"),
                  "NUMA policy"),
              bool("x-use-canonical-path-for-ramblock-id", false),
              new Property(
                  "prealloc-context",
                  new PropertyKind.Link("thread-context"),
                  Optional.empty(),
                  false,
                  Change.ANY_TIME,
                  "where its threads come from"),
              figure("x-mapped-size"),
              figure("x-reserved-size"),
              figure("x-resident-size"),
              figure("x-shared-size"),
              figure("x-swapped-size"),
              figure("x-huge-size"),
              figure("x-lost-size"),
              figure("x-page-size")));

  /** Somebody else's memory backend: it tells its size and nothing more. */
  public static final TypeDescription PLAIN =
      new TypeDescription(
          "memory-backend-plain",
          "memory-backend",
          Container.OBJECTS,
          "memory of a third party",
          List.of(Property.required("size", new PropertyKind.Size(), "size in bytes")));

  public static final TypeDescription THREADS =
      new TypeDescription(
          "thread-context",
          "object",
          Container.OBJECTS,
          "threads on some processors",
          List.of(
              Property.optional(
                  "node-affinity", new PropertyKind.UnsignedSet(127), "write-only: never read")));

  public static final TypeDescription RNG =
      new TypeDescription(
          "rng-builtin",
          "rng-backend",
          Container.OBJECTS,
          "entropy of the JVM",
          List.of(
              Property.readOnly("opened", new PropertyKind.Bool(), "whether it is open"),
              Property.optional("note", new PropertyKind.Text(), "any text")));

  public static final TypeDescription SOCKET =
      chardev(
          "socket",
          text("path"),
          text("host"),
          text("port"),
          text("fd"),
          Property.optional("to", new PropertyKind.Size(), "last port"),
          flag("abstract"),
          flag("ipv4"),
          flag("server"),
          flag("wait"),
          flag("nodelay"),
          Property.optional("reconnect", new PropertyKind.Size(), "seconds"));

  /** Cannot be made at {@code /nope}, and at {@code /once} once only. */
  public static final TypeDescription FILE =
      chardev(
          "file",
          Property.required("path", new PropertyKind.Text(), "where"),
          text("input-path"),
          flag("append"),
          text("logfile"),
          flag("logappend"));

  public static final TypeDescription NULL = chardev("null");

  public static final TypeDescription PIPE =
      chardev("pipe", Property.required("path", new PropertyKind.Text(), "where"));

  public static final TypeDescription PTY = chardev("pty", text("path"));

  public static final TypeDescription RINGBUF =
      chardev(
          "ringbuf",
          Property.fixed(
              "size", new PropertyKind.Size(), new PropertyValue.Unsigned(65536), "how much"));

  public static final TypeDescription STDIO = chardev("stdio", flag("signal"));

  /** Somebody else's character device. */
  public static final TypeDescription RADIO = chardev("radio", text("addr"));

  public static final TypeDescription VIRTIO_RNG =
      new TypeDescription(
          "virtio-rng-device",
          "virtio-device",
          Container.MACHINE,
          "entropy for the guest",
          List.of(
              Property.optional("rng", new PropertyKind.Link("rng-backend"), "backend"),
              Property.optional("bad", new PropertyKind.Link("memory-backend"), "never set")));

  public static final TypeDescription DIMM =
      new TypeDescription(
          "pc-dimm",
          "device",
          Container.MACHINE,
          "memory for the guest",
          List.of(Property.required("memdev", new PropertyKind.Link("memory-backend"), "backend")));

  public static final TypeDescription CPU =
      new TypeDescription("rv64-riscv-cpu", "riscv-cpu", Container.MACHINE, "a hart", List.of());

  public static final TypeDescription VIRT =
      new TypeDescription(
          "virt",
          "machine",
          Container.MACHINE,
          "a board",
          List.of(
              Property.optional(
                  "memory-backend", new PropertyKind.Link("memory-backend"), "the RAM")));

  private Types() {}

  private static TypeDescription chardev(String name, Property... properties) {
    return new TypeDescription(
        name, "chardev", Container.CHARDEVS, "a " + name, List.of(properties));
  }

  private static Property text(String name) {
    return Property.optional(name, new PropertyKind.Text(), name);
  }

  private static Property flag(String name) {
    return Property.optional(name, new PropertyKind.Bool(), name);
  }

  private static Property figure(String name) {
    return Property.readOnly(name, new PropertyKind.Size(), "a figure of the host");
  }

  private static Property bool(String name, boolean value) {
    return Property.changeable(
        name, new PropertyKind.Bool(), new PropertyValue.Bool(value), name + " it");
  }
}
