package org.backplane.vm.runtime.virtio;

import java.util.Arrays;
import java.util.List;

/** Feature bits that belong to the transport and its rings (virtio 1.2, section 6). */
enum Feature {
  INDIRECT_DESC(28),
  EVENT_IDX(29),
  VERSION_1(32);

  /** What every device of this board offers. */
  static final long ALL = INDIRECT_DESC.mask() | EVENT_IDX.mask() | VERSION_1.mask();

  /** All of them, by bit. */
  static final List<NamedBit> NAMES =
      Arrays.stream(values()).map(it -> new NamedBit(it.mask(), it.name())).toList();

  private final int bit;

  Feature(int bit) {
    this.bit = bit;
  }

  long mask() {
    return 1L << bit;
  }

  boolean in(long features) {
    return (features & mask()) != 0;
  }
}
