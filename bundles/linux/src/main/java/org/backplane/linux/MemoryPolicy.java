package org.backplane.linux;

/** From which NUMA nodes the kernel takes pages; see set_mempolicy(2). */
public enum MemoryPolicy {
  /** As the thread that touches a page first; takes no nodes. */
  DEFAULT(0),
  /** From the given nodes if they have room, else from others. */
  PREFERRED(1),
  /** From the given nodes only. */
  BIND(2),
  /** From the given nodes in turn. */
  INTERLEAVE(3);

  /** {@link #PREFERRED} with more than one node; Linux 5.15. */
  static final int PREFERRED_MANY = 5;

  private final int mode;

  MemoryPolicy(int mode) {
    this.mode = mode;
  }

  int mode() {
    return mode;
  }
}
