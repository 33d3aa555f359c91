package org.backplane.hostmem.file;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;

/** Whether somebody has written to a file that has a length and no content. */
final class FileContent {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private FileContent() {}

  /**
   * Whether it holds nothing but zeros. Its times tell nothing: preallocation changes them too. So
   * what takes room, because it was preallocated or written to, is read.
   *
   * @param sizeBytes its length, unless it has none yet
   * @return false also when it has another length, or reading takes too long
   */
  static boolean isBlank(FileDescriptor file, long sizeBytes) throws LinuxException {
    FileStatus status = file.status();
    if (status.sizeBytes() == 0 || status.sizeBytes() != sizeBytes) {
      return status.sizeBytes() == 0;
    }
    return status.allocatedBytes() == 0 || readsAsZeros(file);
  }

  private static boolean readsAsZeros(FileDescriptor file) throws LinuxException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var zeros = ByteBuffer.allocate(FileDescriptor.MAX_TRANSFER_BYTES);
    var part = ByteBuffer.allocate(FileDescriptor.MAX_TRANSFER_BYTES);
    long offset = 0;
    while (file.readAt(offset, part) > 0) {
      part.flip();
      if (part.mismatch(zeros.slice(0, part.limit())) != -1 || System.nanoTime() - deadline > 0) {
        return false;
      }
      offset += part.limit();
      part.clear();
    }
    return true;
  }
}
