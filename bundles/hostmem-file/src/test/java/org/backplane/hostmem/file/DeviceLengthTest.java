package org.backplane.hostmem.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.linux.FileStatus.Kind.BLOCK_DEVICE;
import static org.backplane.linux.FileStatus.Kind.CHARACTER_DEVICE;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a folder that looks like sysfs. */
final class DeviceLengthTest {

  /** 259:1 and 252:300 as the kernel packs them. */
  private static final long DISK = 259L << 8 | 1;

  private static final long DAX = 252L << 8 | 300 & 0xff | (300L & ~0xffL) << 12;

  @TempDir private Path sysfs;
  private DeviceLength lengths;

  @BeforeEach
  void makeDevices() throws Exception {
    lengths = new DeviceLength(sysfs);
    write("dev/block/259:1/size", "2048\n");
    write("dev/char/252:300/size", "16777216\n");
    Files.createDirectories(sysfs.resolve("bus/dax"));
    Files.createSymbolicLink(sysfs.resolve("dev/char/252:300/subsystem"), sysfs.resolve("bus/dax"));
    write("dev/char/1:5/size", "7\n");
    Files.createDirectories(sysfs.resolve("class/mem"));
    Files.createSymbolicLink(sysfs.resolve("dev/char/1:5/subsystem"), sysfs.resolve("class/mem"));
  }

  private void write(String file, String text) throws Exception {
    Path path = sysfs.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void ofADiskIsToldInSectors() throws Exception {
    assertThat(lengths.of(DISK, BLOCK_DEVICE)).hasValue(2048 * 512);
  }

  @Test
  void ofDirectAccessMemoryIsToldInBytes() throws Exception {
    assertThat(lengths.of(DAX, CHARACTER_DEVICE)).hasValue(16 << 20);
  }

  @Test
  void ofOtherDevicesIsUnknown() throws Exception {
    assertThat(lengths.of(1 << 8 | 5, CHARACTER_DEVICE)).isEmpty();
    assertThat(lengths.of(1 << 8 | 6, CHARACTER_DEVICE)).isEmpty();
  }

  @Test
  void isUnknownWhereSysfsSaysNothing() {
    assertThat(lengths.of(Path.of("/dev/zero"), BLOCK_DEVICE)).isEmpty();
    assertThat(lengths.of(Path.of("/dev/zero"), CHARACTER_DEVICE)).isEmpty();
    assertThat(lengths.of(sysfs.resolve("missing"), BLOCK_DEVICE)).isEmpty();
  }
}
