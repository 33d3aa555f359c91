package org.backplane.linux;

import java.util.Arrays;
import java.util.BitSet;

/** A policy and its nodes as mbind(2) wants them. */
final class NumaBinding {
  private final MemoryPolicy policy;
  private final BitSet nodes;

  NumaBinding(MemoryPolicy policy, BitSet nodes) {
    this.policy = policy;
    this.nodes = BitSet.valueOf(nodes.toLongArray());
  }

  /** A bit per node in whole words, at least one. */
  long[] mask() {
    long[] words = nodes.toLongArray();
    return Arrays.copyOf(words, Math.max(1, words.length));
  }

  /** One more than the number of bits that the kernel shall read; it leaves the last one out. */
  long maxNode() {
    return nodes.length() + 1L;
  }

  /** Moves the pages there that are elsewhere; one that cannot be moved makes it fail. */
  void apply(MappedBlock block) throws LinuxException {
    boolean preferred = policy == MemoryPolicy.PREFERRED;
    if (preferred && bind(block, MemoryPolicy.PREFERRED_MANY)) {
      return;
    }
    if (!bind(block, policy.mode())) {
      throw LibC.failure("mbind", "to nodes " + nodes + " by policy " + policy);
    }
  }

  private boolean bind(MappedBlock block, int mode) {
    int flags = LibC.MPOL_MF_STRICT | LibC.MPOL_MF_MOVE;
    return LibC.mbind(block.address(), block.sizeBytes(), mode, mask(), maxNode(), flags) == 0;
  }
}
