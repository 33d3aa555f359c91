package org.backplane.hostmem.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.backplane.linux.FileStatus;

/** How long a device is, as the kernel tells in sysfs: disks and direct-access memory know. */
final class DeviceLength {

  private static final long SECTOR_BYTES = 512;

  private final Path sysfs;

  DeviceLength(Path sysfs) {
    this.sysfs = sysfs;
  }

  /**
   * Asks for the length of a device.
   *
   * @param path its node
   * @return empty when it has no length, or does not tell
   */
  OptionalLong of(Path path, FileStatus.Kind kind) {
    try {
      return of((long) Files.getAttribute(path, "unix:rdev"), kind);
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  OptionalLong of(long deviceNumber, FileStatus.Kind kind) throws IOException {
    String folder = "%d:%d".formatted(major(deviceNumber), minor(deviceNumber));
    Path block = sysfs.resolve("dev/block").resolve(folder);
    Path character = sysfs.resolve("dev/char").resolve(folder);
    return switch (kind) {
      case BLOCK_DEVICE -> OptionalLong.of(number(block.resolve("size")) * SECTOR_BYTES);
      case CHARACTER_DEVICE ->
          isDirectAccessMemory(character)
              ? OptionalLong.of(number(character.resolve("size")))
              : OptionalLong.empty();
      default -> OptionalLong.empty();
    };
  }

  private static boolean isDirectAccessMemory(Path device) throws IOException {
    Path subsystem = device.resolve("subsystem");
    return Files.exists(subsystem) && subsystem.toRealPath().endsWith("dax");
  }

  // A stream, not a channel: a channel would fail in a thread that is interrupted.
  private static long number(Path file) throws IOException {
    try (var in = new FileInputStream(file.toFile())) {
      return Long.parseLong(new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip());
    }
  }

  // The kernel's encoding of device numbers in 64 bits, makedev(3).
  private static long major(long device) {
    return (device >>> 8 & 0xfff) | (device >>> 32 & 0xffff_f000L);
  }

  private static long minor(long device) {
    return (device & 0xff) | (device >>> 12 & 0xffff_ff00L);
  }
}
