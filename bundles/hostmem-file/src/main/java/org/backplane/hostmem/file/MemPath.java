package org.backplane.hostmem.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.backplane.api.BackplaneException;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.FileStatus;
import org.backplane.linux.LinuxException;
import org.backplane.linux.OpenFlag;

/** What {@code mem-path} leads to. Nothing has been changed yet. */
sealed interface MemPath {

  /** How long others may keep a lease on the file. */
  Duration PATIENCE = Duration.ofSeconds(2);

  /** Between two looks whether they still do. */
  long PAUSE_NANOS = 1_000_000;

  /**
   * A file or device, opened as the definition says.
   *
   * @param file the one who gets this record closes it
   * @param status what the kernel says about it
   */
  record Existing(FileDescriptor file, FileStatus status) implements MemPath {

    /** Whether it is a file without content, which may take any length. */
    boolean isEmptyFile() {
      return status.kind() == FileStatus.Kind.REGULAR && status.sizeBytes() == 0;
    }

    @Override
    public long pageSizeBytes() throws LinuxException {
      return file.pageSizeBytes();
    }
  }

  /** Nothing: a file is to be made there. */
  record Missing(Path path) implements MemPath {
    @Override
    public long pageSizeBytes() throws LinuxException {
      Path absolute = path.toAbsolutePath();
      return pageSizeOf(Objects.requireNonNullElse(absolute.getParent(), absolute));
    }
  }

  /** A folder: a file that loses its name at once is to be made in it. */
  record Folder(Path path) implements MemPath {
    @Override
    public long pageSizeBytes() throws LinuxException {
      return pageSizeOf(path);
    }
  }

  /** Page size of the file, or of the one that would be made. */
  long pageSizeBytes() throws LinuxException;

  /**
   * Looks, and opens what is there.
   *
   * @throws BackplaneException it cannot be opened, or is nothing that can be mapped
   */
  static MemPath look(FileRequest request) throws BackplaneException {
    boolean writes = request.rule().writesFile();
    // A pipe without a writer would hold up an open that may block.
    Set<OpenFlag> flags = EnumSet.of(OpenFlag.READ, OpenFlag.NON_BLOCKING);
    if (writes) {
      flags.add(OpenFlag.WRITE);
    }
    try {
      return existing(request, open(request.path(), flags));
    } catch (LinuxException e) {
      if (writes && e.errnoName().equals("ENOENT")) {
        return new Missing(request.path());
      }
      if (e.errnoName().equals("EISDIR")) {
        return new Folder(request.path());
      }
      throw new PathRefusals(request).of("be opened", e);
    }
  }

  // A lease on the file ends soon, mostly because a refused creation takes the file back right now.
  // An open that may block would wait too, but could end up with a file that has lost its name.
  private static FileDescriptor open(Path path, Set<OpenFlag> flags) throws LinuxException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return FileDescriptor.open(path, flags, 0);
      } catch (LinuxException e) {
        if (!e.errnoName().equals("EAGAIN")
            || System.nanoTime() - deadline > 0
            || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static Existing existing(FileRequest request, FileDescriptor file)
      throws LinuxException, BackplaneException {
    boolean fits = false;
    try {
      FileStatus status = file.status();
      request.check(fault(request.path(), status.kind()));
      fits = true;
      return new Existing(file, status);
    } finally {
      if (!fits) {
        file.close();
      }
    }
  }

  private static Optional<Fault> fault(Path path, FileStatus.Kind kind) {
    return switch (kind) {
      case REGULAR, CHARACTER_DEVICE, BLOCK_DEVICE -> Optional.empty();
      case DIRECTORY ->
          Optional.of(
              new Fault(
                  "mem-path '%s' is a folder (EISDIR), and readonly=on allows no file in it"
                      .formatted(path),
                  "give a file, or readonly=off to have one made in the folder"));
      case OTHER ->
          Optional.of(
              new Fault(
                  "mem-path '%s' is a pipe or socket".formatted(path),
                  "give a file, a folder, or a device that can be mapped"));
    };
  }

  // Not for reading: files can be made also in a folder that may not be listed.
  private static long pageSizeOf(Path folder) throws LinuxException {
    try (var open = FileDescriptor.open(folder, Set.of(OpenFlag.NAME_ONLY), 0)) {
      return open.pageSizeBytes();
    }
  }
}
