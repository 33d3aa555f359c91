package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.backplane.api.InvalidRequestException;

/**
 * Reader of kernels that are packed into an EFI application which unpacks itself. Header,
 * little-endian: 0 {@code MZ\0\0zimg}, 8 offset u32 and 12 size u32 of the packed kernel, 24 name
 * of the compression, ended by a zero byte.
 */
final class EfiZboot {

  private static final int HEADER_BYTES = 64;
  private static final int MZ = 0x0000_5a4d;
  private static final int ZIMG = 0x676d_697a;
  private static final int NAME_AT = 24;
  private static final int NAME_BYTES = 32;

  private EfiZboot() {}

  /** Whether a file has the header. */
  static boolean claims(BootFile file) {
    ByteBuffer header = file.data();
    return file.size() >= HEADER_BYTES && header.getInt(0) == MZ && header.getInt(4) == ZIMG;
  }

  /**
   * The gzip'ed kernel in a file that {@linkplain #claims claims} to have one.
   *
   * @throws InvalidRequestException it is packed in another way, or cut off
   */
  static BootFile.Part payload(BootFile file) throws InvalidRequestException {
    ByteBuffer header = file.data();
    String compression = compression(header);
    if (!compression.equals("gzip")) {
      throw file.refused(
          "an EFI zboot kernel packed with '%s', which is not supported".formatted(compression),
          "give one packed with gzip, or the unpacked Image");
    }
    long offset = Integer.toUnsignedLong(header.getInt(8));
    long size = Integer.toUnsignedLong(header.getInt(12));
    if (offset + size > file.size()) {
      throw file.refused(
          "an EFI zboot kernel cut off: its payload of %d bytes at %d lies beyond its end"
              .formatted(size, offset));
    }
    return new BootFile.Part((int) offset, (int) size);
  }

  /** The name as it may be shown: whatever the file says, it does no harm to a terminal. */
  private static String compression(ByteBuffer header) {
    byte[] name = new byte[NAME_BYTES];
    header.get(NAME_AT, name);
    int length = 0;
    while (length < NAME_BYTES && name[length] != 0) {
      length++;
    }
    return new String(name, 0, length, StandardCharsets.US_ASCII).replaceAll("[^ -~]", "?");
  }
}
