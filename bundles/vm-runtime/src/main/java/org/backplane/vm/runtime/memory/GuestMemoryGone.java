package org.backplane.vm.runtime.memory;

/** The host took the memory back, because the machine has ended. Whoever meets this stops. */
public final class GuestMemoryGone extends GuestMemoryException {

  private static final long serialVersionUID = 1L;

  GuestMemoryGone() {
    super("the guest's memory is gone");
  }
}
