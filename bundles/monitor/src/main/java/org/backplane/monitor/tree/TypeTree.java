package org.backplane.monitor.tree;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.backplane.api.type.Container;
import org.backplane.api.type.TypeDescription;
import org.backplane.monitor.tree.QomType.Role;

/** All types at one moment, with the abstract ones that the offered ones derive from. */
final class TypeTree {

  static final String USER_CREATABLE = "user-creatable";
  private static final String OBJECT = "object";
  private static final String INTERFACE = "interface";
  private static final String CHARDEV = "chardev";
  private static final String DEVICE = "device";
  private static final String MACHINE = "machine";
  private static final String ACCELERATOR = "accel";

  /**
   * What executes the guest, in QEMU's words: an emulation, or a test program in the harts' place.
   * Clients look here for what they may name behind {@code accel=}.
   */
  private static final List<String> ACCELERATORS = List.of("tcg-accel", "qtest-accel");

  private final Map<String, QomType> types = new TreeMap<>();

  TypeTree(
      List<TypeDescription> objects,
      List<TypeDescription> devices,
      List<TypeDescription> machines) {
    addBasics();
    objects.forEach(
        type -> {
          boolean chardev = type.container() == Container.CHARDEVS;
          add(
              objectTypeName(type.container(), type.name()),
              type,
              chardev ? Role.CHARDEV : Role.OBJECT,
              OBJECT);
        });
    devices.forEach(type -> add(type.name(), type, Role.DEVICE, DEVICE));
    machines.forEach(type -> add(machineTypeName(type.name()), type, Role.MACHINE, MACHINE));
  }

  /** {@code chardev-socket} for the character device {@code socket}; else the name itself. */
  static String objectTypeName(Container container, String type) {
    return container == Container.CHARDEVS ? CHARDEV + "-" + type : type;
  }

  /** {@code virt-machine} for {@code virt}. */
  static String machineTypeName(String machine) {
    return machine.endsWith("-" + MACHINE) ? machine : machine + "-" + MACHINE;
  }

  private void addBasics() {
    types.put(OBJECT, new QomType(OBJECT, Optional.empty(), Role.ABSTRACT, Optional.empty()));
    types.put(
        INTERFACE, new QomType(INTERFACE, Optional.empty(), Role.INTERFACE, Optional.empty()));
    addPlain(USER_CREATABLE, INTERFACE, Role.INTERFACE);
    addPlain("container", OBJECT, Role.CONTAINER);
    addPlain(MemoryRegionNode.TYPE, OBJECT, Role.CONTAINER);
    for (String name : List.of(CHARDEV, DEVICE, MACHINE, ACCELERATOR)) {
      addPlain(name, OBJECT, Role.ABSTRACT);
    }
    ACCELERATORS.forEach(name -> addPlain(name, ACCELERATOR, Role.CONTAINER));
  }

  private void addPlain(String name, String parent, Role role) {
    types.putIfAbsent(name, new QomType(name, Optional.of(parent), role, Optional.empty()));
  }

  private void add(String name, TypeDescription type, Role role, String root) {
    String parent = type.parent().isEmpty() || type.parent().equals(name) ? root : type.parent();
    types.put(name, new QomType(name, Optional.of(parent), role, Optional.of(type)));
    addPlain(parent, root, Role.ABSTRACT); // a described parent that comes later replaces this one
  }

  Optional<QomType> find(String name) {
    return Optional.ofNullable(types.get(name));
  }

  /** All types, sorted by name. */
  List<QomType> all() {
    return List.copyOf(types.values());
  }

  List<String> names() {
    return List.copyOf(types.keySet());
  }

  /** Whether a type is, derives from, or implements another; false for an unknown one. */
  boolean conforms(String name, String wanted) {
    var seen = new HashSet<String>(); // a foreign type may name a descendant as its parent
    Optional<QomType> type = find(name);
    while (type.isPresent() && seen.add(type.get().name())) {
      boolean creatable = type.get().role() == Role.OBJECT && wanted.equals(USER_CREATABLE);
      if (type.get().name().equals(wanted) || creatable) {
        return true;
      }
      type = type.get().parent().flatMap(this::find);
    }
    return false;
  }
}
