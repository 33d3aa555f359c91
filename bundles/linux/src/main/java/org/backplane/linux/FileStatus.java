package org.backplane.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an open file is.
 *
 * @param sizeBytes length of a regular file; 0 for devices
 * @param allocatedBytes room that its content takes; less than its length when it has holes
 * @param device number of the file system that it lies on, of use for comparing only
 * @param inode its number there; together with {@code device} it tells files apart
 */
public record FileStatus(Kind kind, long sizeBytes, long allocatedBytes, long device, long inode) {
  /** Kinds of files. */
  public enum Kind {
    /** A file with content. */
    REGULAR,
    /** A folder. */
    DIRECTORY,
    /** A device such as {@code /dev/zero}. */
    CHARACTER_DEVICE,
    /** A disk. */
    BLOCK_DEVICE,
    /** A pipe, socket, or kernel object. */
    OTHER;

    private static final int TYPE_MASK = 0170000;

    static Kind ofMode(int mode) {
      return switch (mode & TYPE_MASK) {
        case 0100000 -> REGULAR;
        case 0040000 -> DIRECTORY;
        case 0020000 -> CHARACTER_DEVICE;
        case 0060000 -> BLOCK_DEVICE;
        default -> OTHER;
      };
    }
  }

  // struct statx, statx(2), in the host's byte order, the same on every architecture. Used of it:
  private static final int MODE = 28; // u16
  private static final int INODE = 32; // u64
  private static final int SIZE = 40; // u64
  private static final int BLOCKS = 48; // u64, of 512 bytes each
  private static final int DEVICE_MAJOR = 136; // u32
  private static final int DEVICE_MINOR = 140; // u32

  private static final long BLOCK_BYTES = 512;

  /** Size of the whole structure. */
  static final int BYTES = 256;

  /** Takes the kernel's answer apart. */
  static FileStatus read(byte[] statx) {
    ByteBuffer view = ByteBuffer.wrap(statx).order(ByteOrder.nativeOrder());
    long major = Integer.toUnsignedLong(view.getInt(DEVICE_MAJOR));
    long minor = Integer.toUnsignedLong(view.getInt(DEVICE_MINOR));
    return new FileStatus(
        Kind.ofMode(view.getShort(MODE)),
        view.getLong(SIZE),
        view.getLong(BLOCKS) * BLOCK_BYTES,
        major << 32 | minor,
        view.getLong(INODE));
  }
}
