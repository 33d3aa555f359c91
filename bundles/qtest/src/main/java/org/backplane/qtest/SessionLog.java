package org.backplane.qtest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said, with the time since the program came: {@code R} for received, {@code S} for sent,
 * {@code I} for the rest. Data of any length is left out. A log that cannot be written any more
 * ends, and nothing else does. Any thread; each line is written at once, and no lock is held
 * meanwhile.
 */
final class SessionLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);
  private static final double SECOND = 1e9;

  private final AtomicReference<@Nullable OutputStream> out;
  private volatile long start = System.nanoTime();

  /**
   * @param out closed when the log ends
   */
  SessionLog(Optional<OutputStream> out) {
    this.out = new AtomicReference<>(out.orElse(null));
  }

  /** A log in a file, which is emptied and its owner's alone from then on, or nowhere. */
  static SessionLog open(Optional<Path> file) throws BackplaneException {
    if (file.isEmpty()) {
      return new SessionLog(Optional.empty());
    }
    try {
      return new SessionLog(LogFile.open(file.get()));
    } catch (IOException e) {
      throw new HostException(
          "qtest log " + file.get(),
          "it cannot be written: " + reason(e),
          "give another file, or none",
          e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such folder";
      case FileSystemException refused when refused.getReason() != null -> refused.getReason();
      default -> e.getClass().getSimpleName();
    };
  }

  void opened() {
    start = System.nanoTime();
    write("[I %.6f] OPENED", "");
  }

  void closed() {
    write("[I +%.6f] CLOSED", "");
  }

  void received(String line) {
    write("[R +%.6f] ", line);
  }

  void sent(String line) {
    write("[S +%.6f] ", line);
  }

  private void write(String mark, String text) {
    OutputStream to = out.get();
    if (to == null) {
      return;
    }
    double elapsed = (System.nanoTime() - start) / SECOND;
    String line = String.format(Locale.ROOT, mark, elapsed) + text + "\n";
    try {
      to.write(line.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      if (out.compareAndSet(to, null)) { // else it has just been closed
        LOG.warn("the qtest log ends here: {}", e.getMessage());
        end(to);
      }
    }
  }

  private static void end(OutputStream broken) {
    try {
      broken.close();
    } catch (IOException e) {
      LOG.debug("the qtest log ends badly: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    OutputStream last = out.getAndSet(null);
    if (last != null) {
      try {
        last.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
