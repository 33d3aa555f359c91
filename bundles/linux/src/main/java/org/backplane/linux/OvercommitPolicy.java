package org.backplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How freely the host promises memory, {@code vm.overcommit_memory}; see proc_sys_vm(5). */
public enum OvercommitPolicy {
  /** 0: refuses only what is obviously too much. */
  HEURISTIC,
  /** 1: promises everything. */
  ALWAYS,
  /** 2: promises what it has, and ignores MAP_NORESERVE. */
  NEVER;

  private static final Path SOURCE = Path.of("/proc/sys/vm/overcommit_memory");

  /**
   * The policy at this moment. A host that does not tell counts as {@link #HEURISTIC}, the kernel's
   * default.
   */
  public static OvercommitPolicy read() {
    try {
      return switch (Files.readString(SOURCE).strip()) {
        case "1" -> ALWAYS;
        case "2" -> NEVER;
        default -> HEURISTIC;
      };
    } catch (IOException _) {
      return HEURISTIC;
    }
  }
}
