package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.trace.TracePoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where events go: the text log and the Flight Recorder. */
final class Outputs implements AutoCloseable {

  /** How large the text may become where nobody says so. */
  static final long MAX_TEXT = 1L << 30;

  /** How large a recording may. */
  static final long MAX_RECORDING = 256L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Outputs.class);

  private final Shelf shelf;
  private final FlightEvents flights;
  private final TextLog log;
  private volatile boolean logs;
  private volatile long maxText;

  /**
   * @param standardError where text goes that has no file
   */
  Outputs(Shelf shelf, OutputStream standardError) {
    this.shelf = shelf;
    this.flights = new FlightEvents(shelf.factories());
    this.logs = shelf.log();
    this.maxText = shelf.maxSize().orElse(MAX_TEXT);
    this.log =
        new TextLog(
            reopened(shelf).orElseGet(() -> new LimitedOutput(standardError, 0, this::maxText)));
  }

  private long maxText() {
    return maxText;
  }

  /** The file that text went to before this code came. */
  private Optional<OutputStream> reopened(Shelf shelf) {
    Optional<String> file = shelf.file();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(limited(Path.of(file.get())));
    } catch (IOException e) {
      LOG.warn("trace lines go to standard error: '{}': {}", file.get(), PrivateFile.reason(e));
      return Optional.empty();
    }
  }

  private OutputStream limited(Path file) throws IOException {
    OutputStream appending = PrivateFile.append(file);
    return new LimitedOutput(appending, Files.size(file), this::maxText);
  }

  /** Opens a point of a group. */
  void open(String group, TracePoint point) {
    log.start();
    point.open(new OpenPoint(log, () -> logs, flights.of(group, point)));
  }

  /** Does all of it or nothing. */
  void configure(TraceRequest request) throws BackplaneException {
    Optional<OutputStream> file = Optional.empty();
    if (request.file().isPresent()) {
      file = Optional.of(opened(request.file().get()));
    }
    try {
      if (request.recording().isPresent()) {
        FlightRecording.start(request.recording().get(), request.maxSize().orElse(MAX_RECORDING));
      }
    } catch (BackplaneException e) {
      file.ifPresent(TextLog::close);
      throw e;
    }
    if (request.file().isPresent() || request.recording().isEmpty()) {
      request.maxSize().ifPresent(this::maxText);
    }
    file.ifPresent(log::to);
    request.file().ifPresent(path -> shelf.keepFile(path.toAbsolutePath().toString()));
    request.log().ifPresent(this::logs);
  }

  private void maxText(long bytes) {
    maxText = bytes;
    shelf.keepMaxSize(bytes);
  }

  private void logs(boolean on) {
    logs = on;
    shelf.keepLog(on);
  }

  private OutputStream opened(Path file) throws HostException {
    try {
      return limited(file);
    } catch (IOException e) {
      throw new HostException(
          TraceRequest.SUBJECT,
          "cannot write to '" + file + "': " + PrivateFile.reason(e),
          "give another file=",
          e);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
