package org.backplane.api.cpu;

/**
 * Nothing answers at a physical address; the hart turns it into an access fault. It has no stack
 * trace, because a guest can cause it at will.
 */
public final class BusFault extends Exception {

  private static final long serialVersionUID = 1L;

  public BusFault(long address) {
    super("nothing at 0x" + Long.toHexString(address), null, false, false);
  }
}
