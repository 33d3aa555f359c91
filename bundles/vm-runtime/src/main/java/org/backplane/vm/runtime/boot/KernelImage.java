package org.backplane.vm.runtime.boot;

import java.nio.ByteBuffer;
import java.util.List;
import org.backplane.api.InvalidRequestException;
import org.backplane.vm.runtime.board.MemoryMap;

/**
 * Reader of flat Linux kernels. Header, little-endian: 8 text offset u64, 16 image size u64, 24
 * flags u64 (bit 0: big-endian), 56 magic {@code RSC\x05}. A kernel goes to a multiple of 2 MiB, to
 * which others than its text offset are as good.
 */
final class KernelImage {

  private static final int HEADER_BYTES = 64;
  private static final int MAGIC_AT = 56;
  private static final int MAGIC = 0x0543_5352;
  private static final long ALIGNMENT = 2 << 20;

  private KernelImage() {}

  /** Whether a file has the header. */
  static boolean claims(BootFile file) {
    return file.size() >= HEADER_BYTES && file.data().getInt(MAGIC_AT) == MAGIC;
  }

  /**
   * Reads a file that {@linkplain #claims claims} to be one.
   *
   * @throws InvalidRequestException it is big-endian or does not fit
   */
  static Program read(BootFile file, long ramBytes) throws InvalidRequestException {
    ByteBuffer header = file.data();
    long textOffset = header.getLong(8);
    long imageSize = header.getLong(16);
    if ((header.getLong(24) & 1) != 0) {
      throw file.refused("an Image for a big-endian CPU");
    }
    long size = imageSize < 0 ? -1 : Math.max(imageSize, file.size());
    // Too large an offset stays as it is, so that rounding cannot bring it around.
    long offset =
        Long.compareUnsigned(textOffset, ramBytes) > 0
            ? textOffset
            : (textOffset + ALIGNMENT - 1) & -ALIGNMENT;
    var piece = new Piece("kernel", MemoryMap.RAM_ADDRESS + offset, header, size);
    if (!piece.within(ramBytes)) {
      throw file.refused(
          "an Image of %s bytes at offset 0x%x, which lies outside the RAM of %d bytes"
              .formatted(Long.toUnsignedString(imageSize), textOffset, ramBytes),
          "give more RAM with -m");
    }
    return new Program(file, piece.address(), List.of(piece), Program.Form.IMAGE);
  }
}
