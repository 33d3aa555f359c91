package org.backplane.vm.runtime.virtio;

/**
 * Accesses to a device's configuration: 1, 2 or 4 bytes. Where there is no configuration, all bits
 * read as one.
 */
final class ConfigSpace {

  private ConfigSpace() {}

  static long load(byte[] config, int offset, int widthBytes) {
    if (!allowed(widthBytes)) {
      return 0;
    }
    if (offset > config.length - widthBytes) {
      return -1L >>> (Long.SIZE - widthBytes * Byte.SIZE);
    }
    long value = 0;
    for (int n = widthBytes - 1; n >= 0; n--) {
      value = value << Byte.SIZE | Byte.toUnsignedInt(config[offset + n]);
    }
    return value;
  }

  static void store(VirtioDevice device, int offset, int widthBytes, long value) {
    if (allowed(widthBytes) && offset <= device.config().length - widthBytes) {
      device.configWritten(offset, widthBytes, (int) value);
    }
  }

  private static boolean allowed(int widthBytes) {
    return widthBytes == 1 || widthBytes == 2 || widthBytes == 4;
  }
}
