package org.backplane.vm.runtime.virtio;

/** Feature negotiation (virtio 1.2, section 2.2); under the device's lock. */
final class Negotiation {

  private final VirtioDevice device;
  private final long offered;
  private long written;
  private long accepted;
  private boolean latched;

  Negotiation(VirtioDevice device) {
    this.device = device;
    this.offered = device.features() | Feature.ALL;
  }

  /** What the device can do. */
  long offered() {
    return offered;
  }

  /** 32 offered features; none beyond the second window. */
  int offered(int window) {
    return switch (window) {
      case 0 -> (int) offered;
      case 1 -> (int) (offered >>> Integer.SIZE);
      default -> 0;
    };
  }

  /** The driver wants these of 32 features; ignored once they are settled. */
  void write(int window, int bits) {
    if (latched) {
      return;
    }
    switch (window) {
      case 0 -> written = (written & ~0xffff_ffffL) | Integer.toUnsignedLong(bits);
      case 1 -> written = (written & 0xffff_ffffL) | (long) bits << Integer.SIZE;
      default -> {
        // there are no features up there
      }
    }
  }

  /** Settles the features; answers whether the device can work with them. */
  boolean settle() {
    latched = true;
    accepted = written & offered;
    return Feature.VERSION_1.in(accepted) && device.accepts(accepted);
  }

  /** What both sides use; none before {@link #settle}. */
  long accepted() {
    return accepted;
  }

  void reset() {
    written = 0;
    accepted = 0;
    latched = false;
  }
}
