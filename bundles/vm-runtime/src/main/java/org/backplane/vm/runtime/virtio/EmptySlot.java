package org.backplane.vm.runtime.virtio;

import org.backplane.vm.runtime.device.MmioDevice;

/** A transport without a device: drivers read device id 0 and pass by. */
public final class EmptySlot implements MmioDevice {

  @Override
  public long load(long offset, int widthBytes) {
    if (widthBytes != Integer.BYTES || offset < 0 || offset >= Register.CONFIG) {
      return 0;
    }
    return switch ((int) offset) {
      case Register.MAGIC_VALUE -> Register.MAGIC;
      case Register.VERSION -> Register.VERSION_2;
      case Register.VENDOR_ID -> Register.VENDOR;
      default -> 0;
    };
  }

  @Override
  public void store(long offset, int widthBytes, long value) {
    // there is nothing to set
  }
}
