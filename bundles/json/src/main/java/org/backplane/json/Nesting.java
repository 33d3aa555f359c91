package org.backplane.json;

import java.util.BitSet;

/**
 * The objects and arrays that are open, as one bit each, so that the depth of a hostile text costs
 * no stack.
 */
final class Nesting {
  private final BitSet objects = new BitSet();
  private final int max;
  private int depth;

  Nesting(int max) {
    this.max = max;
  }

  boolean isEmpty() {
    return depth == 0;
  }

  void reset() {
    depth = 0;
  }

  void open(boolean object) throws JsonException {
    if (depth == max) {
      throw new JsonException("nested deeper than " + max + " levels");
    }
    objects.set(depth++, object);
  }

  void close(boolean object) throws JsonException {
    if (depth == 0 || objects.get(--depth) != object) {
      throw new JsonException((object ? "'}'" : "']'") + " closes nothing that is open");
    }
  }
}
