package org.backplane.vm.runtime.virtio;

/**
 * Offsets of the registers (virtio 1.2, section 4.2.2), 32 bits each; R or W as the driver may. The
 * offsets of the legacy interface are not among them: they read as zero.
 */
final class Register {

  static final int MAGIC_VALUE = 0x000; // R
  static final int VERSION = 0x004; // R
  static final int DEVICE_ID = 0x008; // R
  static final int VENDOR_ID = 0x00c; // R
  static final int DEVICE_FEATURES = 0x010; // R
  static final int DEVICE_FEATURES_SEL = 0x014; // W
  static final int DRIVER_FEATURES = 0x020; // W
  static final int DRIVER_FEATURES_SEL = 0x024; // W
  static final int QUEUE_SEL = 0x030; // W
  static final int QUEUE_NUM_MAX = 0x034; // R
  static final int QUEUE_NUM = 0x038; // W
  static final int QUEUE_READY = 0x044; // RW
  static final int QUEUE_NOTIFY = 0x050; // W
  static final int INTERRUPT_STATUS = 0x060; // R
  static final int INTERRUPT_ACK = 0x064; // W
  static final int STATUS = 0x070; // RW
  static final int QUEUE_DESC_LOW = 0x080; // W
  static final int QUEUE_DESC_HIGH = 0x084; // W
  static final int QUEUE_DRIVER_LOW = 0x090; // W
  static final int QUEUE_DRIVER_HIGH = 0x094; // W
  static final int QUEUE_DEVICE_LOW = 0x0a0; // W
  static final int QUEUE_DEVICE_HIGH = 0x0a4; // W
  static final int SHM_LEN_LOW = 0x0b0; // R
  static final int SHM_LEN_HIGH = 0x0b4; // R
  static final int SHM_BASE_LOW = 0x0b8; // R
  static final int SHM_BASE_HIGH = 0x0bc; // R
  static final int CONFIG_GENERATION = 0x0fc; // R
  static final int CONFIG = 0x100; // RW
  static final int END = 0x200;

  /** "virt", little-endian. */
  static final int MAGIC = 0x7472_6976;

  /** Not the legacy interface. */
  static final int VERSION_2 = 2;

  /** "QEMU", little-endian: the vendor that guests know on this board. */
  static final int VENDOR = 0x554d_4551;

  private Register() {}
}
