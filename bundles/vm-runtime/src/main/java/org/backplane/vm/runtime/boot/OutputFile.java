package org.backplane.vm.runtime.boot;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.thread.WorkerThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that a machine writes when its work is done; what is wrong with its name is said before.
 */
public final class OutputFile {

  private static final Logger LOG = LoggerFactory.getLogger(OutputFile.class);

  private final String subject;
  private final Path path;
  // For the writing threads alone: the last one to begin has the last word.
  private final ReentrantLock writing = new ReentrantLock(true);

  /** What goes into it. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Takes a file, unchecked.
   *
   * @param subject who wants it written, for messages
   * @param path the file, with the rights that the process gives new files; an older one is
   *     replaced
   */
  public OutputFile(String subject, Path path) {
    this.subject = subject;
    this.path = path;
  }

  /**
   * Takes a name.
   *
   * @throws BackplaneException no file of that name can be written
   */
  public static OutputFile named(String subject, String name) throws BackplaneException {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new InvalidRequestException(subject, "no file name: " + e.getMessage(), "");
    }
    // Opening a pipe, and writing to a device, would wait for somebody else.
    if (name.isEmpty() || (Files.exists(path) && !Files.isRegularFile(path))) {
      throw new InvalidRequestException(
          subject,
          "'%s' is no regular file".formatted(name),
          "give the name of a file to write, new or to be replaced");
    }
    // Without a folder it would be the root, which is no file.
    Path folder = Objects.requireNonNullElse(path.toAbsolutePath().getParent(), path);
    if (!Files.isWritable(Files.exists(path) ? path : folder)) {
      String reason =
          Files.isDirectory(folder) ? "permission denied (EACCES)" : "no such folder (ENOENT)";
      throw new HostException(
          subject,
          "'%s' cannot be written: %s".formatted(name, reason),
          "give a place where this user may write",
          new IOException(reason));
    }
    return new OutputFile(subject, path);
  }

  /**
   * Writes it on a thread of its own, however long that takes; returns at once.
   *
   * @param told hears on that thread whether it is written; the log says why if not
   */
  public void write(Content content, Consumer<Boolean> told) {
    WorkerThread.platform("output-file", () -> told.accept(written(content))).start();
  }

  private boolean written(Content content) {
    writing.lock();
    try (var out = new BufferedOutputStream(Files.newOutputStream(path))) {
      content.writeTo(out);
    } catch (IOException e) {
      return failed(e);
    } finally {
      writing.unlock();
    }
    LOG.info("{}: '{}' is written", subject, path);
    return true;
  }

  /** Tells the log that it is not written. */
  public boolean failed(Exception reason) {
    LOG.error("{}: '{}' cannot be written: {}", subject, path, reason.toString());
    return false;
  }
}
