package org.backplane.vm.runtime.memory;

/** The guest named memory that it does not have, or that cannot be used as it asks. */
public final class GuestFault extends GuestMemoryException {

  private static final long serialVersionUID = 1L;

  private final long address;

  GuestFault(String problem, long address) {
    super(problem + " at 0x" + Long.toHexString(address));
    this.address = address;
  }

  /** The guest physical address of the first byte that cannot be accessed. */
  public long address() {
    return address;
  }
}
