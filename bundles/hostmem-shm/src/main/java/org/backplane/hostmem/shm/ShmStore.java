package org.backplane.hostmem.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.hostmem.HostRefusal;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/**
 * Where the host keeps POSIX shared memory, shm_overview(7).
 *
 * @param folder where its objects have their names
 */
record ShmStore(Path folder) {

  private static final Set<OpenFlag> MAKE =
      EnumSet.of(
          OpenFlag.READ, OpenFlag.WRITE, OpenFlag.CREATE, OpenFlag.EXCLUSIVE, OpenFlag.NO_FOLLOW);
  private static final int NOBODY = 0;

  /** This host's. */
  static ShmStore ofHost() {
    return new ShmStore(Path.of("/dev/shm"));
  }

  /**
   * Makes an object of length 0, which has no name any more when this returns: only who gets its
   * descriptor can map it.
   *
   * @throws BackplaneException the host has no shared memory, or does not give any
   */
  FileDescriptor make(String subject) throws BackplaneException {
    if (!Files.isDirectory(folder)) {
      throw new InvalidRequestException(
          subject,
          "this host has no POSIX shared memory: '%s' is missing".formatted(folder),
          "mount a tmpfs there, or use memory-backend-memfd");
    }
    Path name = folder.resolve(randomName());
    FileDescriptor object = open(subject, name);
    try {
      Files.delete(name);
      return object;
    } catch (IOException e) {
      object.close();
      throw new HostException(
          subject, "'%s' cannot be unlinked: %s".formatted(name, e.getMessage()), "", e);
    }
  }

  private static FileDescriptor open(String subject, Path name) throws HostException {
    try {
      return FileDescriptor.open(name, MAKE, NOBODY);
    } catch (LinuxException e) {
      throw HostRefusal.of(subject, "no shared memory object can be made", e);
    }
  }

  // Nobody can guess it, so nobody can be there first; 64 random bits do not meet twice.
  private static String randomName() {
    return "qemu-%d-shm-%016x"
        .formatted(ProcessHandle.current().pid(), ThreadLocalRandom.current().nextLong());
  }
}
