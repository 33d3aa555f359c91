package org.backplane.hostmem.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.backplane.linux.FileDescriptor;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a creation did to the file system. Closing takes it back, unless the creation succeeded, or
 * another object of this process uses the file by now. For one thread.
 */
final class FileUndo implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileUndo.class);

  /** Column of {@code /proc/self/maps}, counted from 0; see proc_pid_maps(5). */
  private static final int MAPS_INODE = 4;

  /** Takes one thing back. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private final Deque<Step> steps = new ArrayDeque<>();
  private final Deque<FileDescriptor> open = new ArrayDeque<>();

  /** The file was made, and has no other content than this creation's. */
  void created(Path path, FileDescriptor file) throws LinuxException {
    long inode = file.status().inode();
    steps.push(() -> removeCreated(path, inode));
  }

  /** The file was empty and is about to be grown. */
  void growing(FileDescriptor file) throws LinuxException {
    long inode = file.status().inode();
    FileDescriptor again = file.dup();
    open.push(again);
    steps.push(() -> emptyGrown(again, inode));
  }

  /** The creation succeeded: everything stays. */
  void forget() {
    steps.clear();
  }

  @Override
  public void close() {
    while (!steps.isEmpty()) {
      try {
        steps.pop().run();
      } catch (IOException e) {
        LOG.warn("A refused memory backend leaves a file behind: {}", e.getMessage());
      }
    }
    open.forEach(FileDescriptor::close);
  }

  private static void removeCreated(Path path, long inode) throws IOException {
    try {
      boolean same = Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS).equals(inode);
      if (same && !isMapped(inode)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException _) {
      // somebody was faster
    }
  }

  private static void emptyGrown(FileDescriptor file, long inode) throws IOException {
    if (!isMapped(inode)) {
      file.truncate(0);
    }
  }

  // The creation's own mapping is gone by now. A file of another file system with the same number
  // counts too: leaving a file is the harmless mistake.
  private static boolean isMapped(long inode) throws IOException {
    // A stream, not a channel: a channel would fail in a thread that is interrupted.
    try (var in = new FileInputStream("/proc/self/maps")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", MAPS_INODE + 2)[MAPS_INODE])
          .anyMatch(Long.toString(inode)::equals);
    }
  }
}
