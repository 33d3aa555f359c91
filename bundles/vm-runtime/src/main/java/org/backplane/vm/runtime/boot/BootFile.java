package org.backplane.vm.runtime.boot;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPInputStream;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;

/** A file that a machine starts from, read whole. */
final class BootFile {

  // The largest header that tells what a file is.
  private static final int START_BYTES = 64;
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
    return read(path, _ -> limit);
  }

  /** Reads a kernel or firmware, which may be larger than the RAM if it is not loaded as it is. */
  static BootFile readProgram(Path path, long ramBytes) throws BackplaneException {
    return read(path, start -> limit(start, ramBytes));
  }

  private static long limit(BootFile start, long ramBytes) {
    boolean loadedAsItIs = !ElfFile.claims(start) && !EfiZboot.claims(start) && !start.claimsGzip();
    return loadedAsItIs ? Math.min(ramBytes, LARGEST_BYTES) : LARGEST_BYTES;
  }

  /**
   * @param limit how many bytes a file may have that starts so
   */
  private static BootFile read(Path path, ToLongFunction<BootFile> limit)
      throws BackplaneException {
    try {
      // Asked before it is opened: opening a pipe would wait for its other end.
      if (!Files.readAttributes(path, BasicFileAttributes.class).isRegularFile()) {
        throw new InvalidRequestException(path.toString(), "not a regular file", "");
      }
      try (var in = Files.newInputStream(path)) {
        return readAtMost(path, in, limit);
      }
    } catch (NoSuchFileException e) {
      throw new HostException(path.toString(), "no such file (ENOENT)", "", e);
    } catch (IOException e) {
      throw new HostException(path.toString(), "cannot be read: " + e.getMessage(), "", e);
    }
  }

  private static BootFile readAtMost(Path path, InputStream in, ToLongFunction<BootFile> limit)
      throws IOException, InvalidRequestException {
    var all = new BufferedInputStream(in, COPY_BYTES);
    all.mark(START_BYTES);
    long limitBytes = limit.applyAsLong(new BootFile(path, all.readNBytes(START_BYTES)));
    all.reset();
    byte[] bytes = all.readNBytes((int) limitBytes + 1);
    if (bytes.length > limitBytes) {
      throw tooLarge(path, limitBytes);
    }
    return new BootFile(path, bytes);
  }

  /** The file's contents without compression, if it is compressed. */
  BootFile expanded(long ramBytes) throws BackplaneException {
    if (EfiZboot.claims(this)) {
      return expanded(EfiZboot.payload(this), ramBytes);
    }
    return claimsGzip() ? expanded(new Part(0, bytes.length), ramBytes) : this;
  }

  private boolean claimsGzip() {
    return bytes.length >= 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
  }

  private BootFile expanded(Part part, long ramBytes) throws BackplaneException {
    var compressed = new ByteArrayInputStream(bytes, part.offset(), part.length());
    try (var in = new GZIPInputStream(compressed, COPY_BYTES)) {
      return readAtMost(path, in, start -> limit(start, ramBytes));
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
