package org.backplane.cpu.riscv.csr;

/** The privilege modes (RISC-V privileged, 1.2). */
public enum Privilege {
  USER(0),
  SUPERVISOR(1),
  MACHINE(3);

  private final int level;

  Privilege(int level) {
    this.level = level;
  }

  public int level() {
    return level;
  }

  /**
   * The mode of a level.
   *
   * @throws IllegalArgumentException there is no such mode
   */
  public static Privilege of(int level) {
    return switch (level) {
      case 0 -> USER;
      case 1 -> SUPERVISOR;
      case 3 -> MACHINE;
      default -> throw new IllegalArgumentException("there is no privilege level " + level);
    };
  }
}
