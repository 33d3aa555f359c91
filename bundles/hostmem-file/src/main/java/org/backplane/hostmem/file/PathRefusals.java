package org.backplane.hostmem.file;

import java.util.Set;
import org.backplane.api.HostException;
import org.backplane.hostmem.HostRefusal;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/**
 * Turns the kernel's refusals of a file into sentences for an operator.
 *
 * @param request what was asked for
 */
record PathRefusals(FileRequest request) {

  /**
   * @param step what could not be done, such as {@code be opened}
   */
  HostException of(String step, LinuxException reason) {
    return HostRefusal.of(
        request.subject(), "mem-path cannot " + step, reason, advice(reason.errnoName()));
  }

  private String advice(String errnoName) {
    boolean writes = request.rule().writesFile();
    return switch (errnoName) {
      case "ENOENT" ->
          writes
              ? "make its folder first"
              : "give a file that exists, or readonly=off to have it made";
      case "EACCES", "EPERM", "EROFS", "ETXTBSY" -> rightsAdvice();
      case "EISDIR" -> "give a file, or readonly=off to have one made in the folder";
      case "ENOTDIR" -> "a part of the path is not a folder";
      case "ENODEV", "ENXIO" -> "give a file, a folder, or a device that can be mapped";
      case "ENOMEM" -> "free memory or give a smaller size";
      case "ENOSPC", "EDQUOT", "EFBIG" -> "free space in the file system or give a smaller size";
      case "EAGAIN" -> "another process has a lease on the file; try again when it has ended";
      case "EMFILE", "ENFILE" -> "raise the limit of open files";
      default -> "";
    };
  }

  private String rightsAdvice() {
    if (!request.rule().writesFile() || !isReadable()) {
      return "give this process the right to use it";
    }
    return request.rule().shared()
        ? "give readonly=on for a ROM, or the right to write"
        : "give readonly=on,rom=off for private memory that starts as a copy of the file";
  }

  private boolean isReadable() {
    try (var file =
        FileDescriptor.open(request.path(), Set.of(OpenFlag.READ, OpenFlag.NON_BLOCKING), 0)) {
      return file.status().kind() == FileStatus.Kind.REGULAR;
    } catch (LinuxException _) {
      return false;
    }
  }
}
