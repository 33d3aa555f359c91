package org.backplane.vm.runtime.board;

/** The serial line, beside its registers. Any thread; never waits. */
public interface Console {

  /** Takes a byte of the guest; false when there is no room. */
  boolean put(byte octet);

  /** The next byte for the guest, the one that its registers would give it, or -1. */
  int take();
}
