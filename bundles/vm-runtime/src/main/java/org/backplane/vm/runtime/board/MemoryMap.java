package org.backplane.vm.runtime.board;

/** Where things stand on the {@code virt} board, and which PLIC source they drive. */
public final class MemoryMap {

  /** An address range. */
  public record Range(long address, long sizeBytes) {}

  public static final Range BOOT_ROM = new Range(0x1000, 0xf000);
  public static final Range POWER = new Range(0x10_0000, 0x1000);
  public static final Range RTC = new Range(0x10_1000, 0x1000);
  public static final Range CLINT = new Range(0x200_0000, 0x1_0000);
  public static final Range UART = new Range(0x1000_0000, 0x100);
  public static final long PLIC_ADDRESS = 0xc00_0000;
  public static final long RAM_ADDRESS = 0x8000_0000L;

  public static final int UART_SOURCE = 10;
  public static final int RTC_SOURCE = 11;
  public static final int PLIC_SOURCES = 95;

  public static final int VIRTIO_SLOTS = 8;
  private static final long VIRTIO_ADDRESS = 0x1000_1000;
  private static final long VIRTIO_SIZE = 0x1000;

  private MemoryMap() {}

  /** The PLIC, with a machine and a supervisor context for each hart. */
  public static Range plic(int harts) {
    return new Range(PLIC_ADDRESS, 0x20_0000 + 2L * harts * 0x1000);
  }

  /** The registers of a virtio-mmio slot, 0 to 7. */
  public static Range virtio(int slot) {
    return new Range(VIRTIO_ADDRESS + slot * VIRTIO_SIZE, VIRTIO_SIZE);
  }

  /** The PLIC source of a virtio-mmio slot. */
  public static int virtioSource(int slot) {
    return 1 + slot;
  }
}
