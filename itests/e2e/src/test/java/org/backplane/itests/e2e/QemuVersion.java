package org.backplane.itests.e2e;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A version of QEMU, and what it does not know yet of what the table of memory backends uses. */
record QemuVersion(int major, int minor) implements Comparable<QemuVersion> {

  /** Properties and types by the version that brought them. */
  private static final Map<String, QemuVersion> SINCE =
      Map.of(
          "offset", new QemuVersion(8, 1),
          "rom", new QemuVersion(8, 2),
          "memory-backend-shm", new QemuVersion(9, 1));

  static QemuVersion parse(String text) {
    List<Integer> parts = List.of(text.split("\\.", -1)).stream().map(Integer::valueOf).toList();
    return new QemuVersion(parts.getFirst(), parts.size() > 1 ? parts.get(1) : 0);
  }

  /** What {@code query-version} says. */
  static QemuVersion of(Object answer) {
    var numbers = (Map<?, ?>) ((Map<?, ?>) answer).get("qemu");
    return new QemuVersion(number(numbers, "major"), number(numbers, "minor"));
  }

  private static int number(Map<?, ?> numbers, String name) {
    return Math.toIntExact((Long) numbers.get(name));
  }

  boolean knows(String propertyOrType) {
    return compareTo(SINCE.getOrDefault(propertyOrType, this)) >= 0;
  }

  /** The first of some names that this version does not know. */
  Optional<String> unknown(Collection<String> names) {
    return names.stream().filter(name -> !knows(name)).findFirst();
  }

  @Override
  public int compareTo(QemuVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
