package org.backplane.vm.runtime.boot;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.GZIPInputStream;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/** A file that a machine starts from, read whole. */
final class BootFile {

  private static final int COPY_BYTES = 64 * 1024;

  private final Path path;
  private final byte[] bytes;

  BootFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /** Where it was. */
  Path path() {
    return path;
  }

  /** How many bytes it holds. */
  int size() {
    return bytes.length;
  }

  /** What it holds, little-endian and read-only. */
  ByteBuffer data() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a file.
   *
   * @param limitBytes more than that cannot be loaded anyway
   */
  static BootFile read(Path path, long limitBytes) throws BackplaneException {
    try {
      // Asked before it is opened: opening a pipe would wait for its other end.
      var kind = Files.readAttributes(path, BasicFileAttributes.class);
      if (!kind.isRegularFile()) {
        throw new InvalidRequestException(path.toString(), "not a regular file", "");
      }
      if (kind.size() > limitBytes) {
        throw tooLarge(path, limitBytes);
      }
      return readAtMost(path, limitBytes);
    } catch (NoSuchFileException e) {
      throw new HostException(path.toString(), "no such file (ENOENT)", "", e);
    } catch (IOException e) {
      throw new HostException(path.toString(), "cannot be read: " + e.getMessage(), "", e);
    }
  }

  private static BootFile readAtMost(Path path, long limitBytes)
      throws IOException, InvalidRequestException {
    try (var in = Files.newInputStream(path)) {
      // It may have grown meanwhile.
      byte[] bytes = in.readNBytes((int) Math.min(limitBytes + 1, Integer.MAX_VALUE - 8L));
      if (bytes.length > limitBytes) {
        throw tooLarge(path, limitBytes);
      }
      return new BootFile(path, bytes);
    }
  }

  /** The file's contents without compression, if it is compressed. */
  BootFile expanded(long limitBytes) throws BackplaneException {
    if (bytes.length < 2 || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b) {
      return this;
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes), COPY_BYTES)) {
      var out = new ByteArrayOutputStream();
      byte[] piece = new byte[COPY_BYTES];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        if (out.size() + (long) n > limitBytes) {
          throw tooLarge(path, limitBytes);
        }
        out.write(piece, 0, n);
      }
      return new BootFile(path, out.toByteArray());
    } catch (IOException e) {
      throw new HostException(
          path.toString(), "its gzip data is damaged: " + e.getMessage(), "", e);
    }
  }

  /** An error that names the file. */
  InvalidRequestException refused(String problem) {
    return new InvalidRequestException(path.toString(), problem, "");
  }

  private static InvalidRequestException tooLarge(Path path, long limitBytes) {
    return new InvalidRequestException(
        path.toString(),
        "does not fit into the machine's RAM of %d bytes".formatted(limitBytes),
        "give more RAM with -m, or a smaller file");
  }
}
