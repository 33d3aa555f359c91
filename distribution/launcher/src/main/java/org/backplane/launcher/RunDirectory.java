package org.backplane.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for one run of one process, closed to other users: the framework's bundle cache and
 * temporary files. It is removed at the end. A process that was killed leaves its folder behind,
 * but not the lock on it; {@link #sweep} finds and removes such folders.
 */
final class RunDirectory implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunDirectory.class);
  private static final String PREFIX = "backplane-";
  private static final String LOCK = "lock";

  private final Path folder;
  private final FileChannel lock;

  private RunDirectory(Path folder, FileChannel lock) {
    this.folder = folder;
    this.lock = lock;
  }

  /** Makes one below {@code $XDG_RUNTIME_DIR}, or else below the temporary folder. */
  static RunDirectory create() throws StartException {
    return create(parent(System.getenv("XDG_RUNTIME_DIR")));
  }

  /** Makes one below a given folder. */
  static RunDirectory create(Path parent) throws StartException {
    try {
      var owner = PosixFilePermissions.fromString("rwx------");
      Path folder =
          Files.createTempDirectory(parent, PREFIX, PosixFilePermissions.asFileAttribute(owner));
      FileChannel lock =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      lock.lock();
      return new RunDirectory(folder, lock);
    } catch (IOException e) {
      throw new StartException(
          "cannot make a run folder below " + parent + ": " + e + "; check XDG_RUNTIME_DIR", e);
    }
  }

  private static Path parent(@Nullable String runtime) {
    if (runtime != null && !runtime.isEmpty() && Files.isWritable(Path.of(runtime))) {
      return Path.of(runtime);
    }
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  }

  Path folder() {
    return folder;
  }

  /** Removes what killed processes of this user left beside this folder. */
  void sweep() {
    try (var siblings = Files.newDirectoryStream(folder.resolveSibling("."), PREFIX + "*")) {
      for (Path sibling : siblings) {
        if (!sibling.getFileName().equals(folder.getFileName())) {
          removeIfAbandoned(sibling);
        }
      }
    } catch (IOException e) {
      LOG.debug("cannot look for abandoned run folders beside {}", folder, e);
    }
  }

  private static void removeIfAbandoned(Path candidate) {
    Path file = candidate.resolve(LOCK);
    if (!Files.isWritable(file)) {
      return;
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var held = channel.tryLock()) {
      if (held != null) {
        remove(candidate);
        LOG.info("removed {}, left behind by a process that was killed", candidate);
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("cannot remove abandoned run folder {}", candidate, e);
    }
  }

  private static void remove(Path tree) throws IOException {
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Removes the folder; a second call, also from another thread, finds it gone. */
  @Override
  public synchronized void close() {
    if (!Files.exists(folder)) {
      return;
    }
    try (lock) {
      remove(folder);
    } catch (IOException e) {
      LOG.warn("cannot remove run folder {}: {}", folder, e.toString());
    }
  }
}
