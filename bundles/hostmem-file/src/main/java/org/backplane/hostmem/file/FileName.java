package org.backplane.hostmem.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/** The name of an open file. */
final class FileName {

  private FileName() {}

  /** Takes a name off a file; when it is another file's by now, or nobody's, nothing happens. */
  static void remove(Path path, FileDescriptor file) throws IOException {
    if (leadsTo(path, file.status())) {
      Files.delete(path);
    }
  }

  // Only the name is looked up: who holds a lease on the file would wait for himself in an open.
  private static boolean leadsTo(Path path, FileStatus status) throws LinuxException {
    try (var name = FileDescriptor.open(path, Set.of(OpenFlag.NAME_ONLY, OpenFlag.NO_FOLLOW), 0)) {
      FileStatus there = name.status();
      return there.device() == status.device() && there.inode() == status.inode();
    } catch (LinuxException e) {
      if (e.errnoName().equals("ENOENT")) {
        return false; // somebody was faster
      }
      throw e;
    }
  }
}
