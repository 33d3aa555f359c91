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
  // More is no boot file, whatever RAM there is: it is all held in memory.
  private static final long LARGEST_BYTES = 1 << 30;

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
    long limit = Math.min(limitBytes, LARGEST_BYTES);
    try {
      // Asked before it is opened: opening a pipe would wait for its other end.
      var kind = Files.readAttributes(path, BasicFileAttributes.class);
      if (!kind.isRegularFile()) {
        throw new InvalidRequestException(path.toString(), "not a regular file", "");
      }
      if (kind.size() > limit) {
        throw tooLarge(path, limit);
      }
      return readAtMost(path, limit);
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
      byte[] bytes = in.readNBytes((int) limitBytes + 1);
      if (bytes.length > limitBytes) {
        throw tooLarge(path, limitBytes);
      }
      return new BootFile(path, bytes);
    }
  }

  /** The file's contents without compression, if it is compressed. */
  BootFile expanded(long limitBytes) throws BackplaneException {
    if (EfiZboot.claims(this)) {
      return expanded(EfiZboot.payload(this), limitBytes);
    }
    boolean gzip = bytes.length >= 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
    return gzip ? expanded(new Part(0, bytes.length), limitBytes) : this;
  }

  private BootFile expanded(Part part, long limitBytes) throws BackplaneException {
    long limit = Math.min(limitBytes, LARGEST_BYTES);
    var compressed = new ByteArrayInputStream(bytes, part.offset(), part.length());
    try (var in = new GZIPInputStream(compressed, COPY_BYTES)) {
      var out = new ByteArrayOutputStream();
      byte[] piece = new byte[COPY_BYTES];
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        if (out.size() + (long) n > limit) {
          throw tooLarge(path, limit);
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
    return refused(problem, "");
  }

  InvalidRequestException refused(String problem, String advice) {
    return new InvalidRequestException(path.toString(), problem, advice);
  }

  private static InvalidRequestException tooLarge(Path path, long limitBytes) {
    return limitBytes == LARGEST_BYTES
        ? new InvalidRequestException(
            path.toString(), "larger than %d bytes".formatted(limitBytes), "give a smaller file")
        : new InvalidRequestException(
            path.toString(),
            "does not fit into the machine's RAM of %d bytes".formatted(limitBytes),
            "give more RAM with -m, or a smaller file");
  }

  /** Some of a file's bytes, which are there. */
  record Part(int offset, int length) {}
}
