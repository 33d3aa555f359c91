package org.backplane.qtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said, with the time since the program came: {@code R} for received, {@code S} for sent,
 * {@code I} for the rest. Data of any length is left out. A log that cannot be written any more
 * ends, and nothing else does. Any thread.
 */
final class SessionLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);
  private static final double SECOND = 1e9;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Writer writer;
  private long start;

  private SessionLog(@Nullable Writer writer) {
    this.writer = writer;
  }

  /** A log in a file, which is emptied, or nowhere. */
  static SessionLog open(Optional<Path> file) throws BackplaneException {
    if (file.isEmpty()) {
      return new SessionLog(null);
    }
    try {
      return new SessionLog(Files.newBufferedWriter(file.get(), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new HostException(
          "qtest log " + file.get(), "it cannot be written", "give another file", e);
    }
  }

  void opened() {
    lock.lock();
    try {
      start = System.nanoTime();
      write("[I %.6f] OPENED");
    } finally {
      lock.unlock();
    }
  }

  void closed() {
    write("[I +%.6f] CLOSED");
  }

  void received(String line) {
    write("[R +%.6f] ", line);
  }

  void sent(String line) {
    write("[S +%.6f] ", line);
  }

  private void write(String mark) {
    write(mark, "");
  }

  private void write(String mark, String text) {
    lock.lock();
    try {
      Writer to = writer;
      if (to != null) {
        double elapsed = (System.nanoTime() - start) / SECOND;
        to.write(String.format(Locale.ROOT, mark, elapsed) + text + "\n");
        to.flush();
      }
    } catch (IOException e) {
      LOG.warn("the qtest log ends here: {}", e.getMessage());
      writer = null;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      Writer last = writer;
      writer = null;
      if (last != null) {
        last.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }
}
