package org.backplane.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * How much memory this process can still take before the kernel would have to end a process: what
 * the host has left, or what the control group's limit leaves, whichever is less. Caches that the
 * kernel can drop count as free. See proc_meminfo(5) and the kernel's cgroup documentation.
 */
public final class AvailableMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");
  private static final Path MEMBERSHIP = Path.of("/proc/self/cgroup");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  /** The files in which the two versions of control groups tell limit, use and dropped caches. */
  private enum Version {
    V1("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
    V2("memory.max", "memory.current", "inactive_file");

    private final String limit;
    private final String used;
    private final String cache;

    Version(String limit, String used, String cache) {
      this.limit = limit;
      this.used = used;
      this.cache = cache;
    }
  }

  private final Path meminfo;
  private final Path membership;
  private final Path groups;

  /** Reads from the usual places. */
  public AvailableMemory() {
    this(MEMINFO, MEMBERSHIP, GROUPS);
  }

  AvailableMemory(Path meminfo, Path membership, Path groups) {
    this.meminfo = meminfo;
    this.membership = membership;
    this.groups = groups;
  }

  /** The bytes left at this moment; a host that does not tell counts as one without limits. */
  public long bytes() {
    return Math.min(field(meminfo, "MemAvailable:", 1024).orElse(Long.MAX_VALUE), leftByGroups());
  }

  private long leftByGroups() {
    long least = Long.MAX_VALUE;
    for (String line : lines(membership)) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        least = Math.min(least, left(groups, parts[2], Version.V2));
      } else if (List.of(parts[1].split(",")).contains("memory")) {
        least = Math.min(least, left(groups.resolve("memory"), parts[2], Version.V1));
      }
    }
    return least;
  }

  /** A group's parents limit it too. */
  private static long left(Path root, String group, Version version) {
    long least = Long.MAX_VALUE;
    Path folder = root.resolve(group.substring(group.startsWith("/") ? 1 : 0)).normalize();
    // Within a container the group's own folder may show up as the root.
    for (Path at = folder; at != null && at.startsWith(root); at = at.getParent()) {
      least = Math.min(least, left(at, version));
    }
    return least;
  }

  private static long left(Path folder, Version version) {
    OptionalLong limit = number(folder.resolve(version.limit));
    OptionalLong used = number(folder.resolve(version.used));
    if (limit.isEmpty() || used.isEmpty()) {
      return Long.MAX_VALUE; // "max", or a group without such a file
    }
    long cache = field(folder.resolve("memory.stat"), version.cache, 1).orElse(0);
    return Math.max(0, limit.getAsLong() - used.getAsLong() + cache);
  }

  private static OptionalLong number(Path file) {
    return lines(file).stream().limit(1).flatMapToLong(AvailableMemory::parsed).findFirst();
  }

  private static OptionalLong field(Path file, String name, long unitBytes) {
    return lines(file).stream()
        .map(line -> line.trim().split("\\s+"))
        .filter(words -> words.length > 1 && words[0].equals(name))
        .limit(1)
        .flatMapToLong(words -> parsed(words[1]))
        .map(value -> value * unitBytes)
        .findFirst();
  }

  private static LongStream parsed(String text) {
    return Optional.of(text.trim()).stream()
        .filter(word -> word.matches("\\d{1,18}"))
        .mapToLong(Long::parseLong);
  }

  private static List<String> lines(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of();
    }
  }
}
