package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.trace.TracePoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where events go: the text log and the Flight Recorder. */
final class Outputs implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Outputs.class);

  private final Shelf shelf;
  private final FlightEvents flights;
  private final TextLog log;
  private volatile boolean logs;

  /**
   * @param standardError where text goes that has no file
   */
  Outputs(Shelf shelf, OutputStream standardError) {
    this.shelf = shelf;
    this.flights = new FlightEvents(shelf.factories());
    this.logs = shelf.log();
    this.log = new TextLog(reopened(shelf).orElse(standardError));
  }

  /** The file that text went to before this code came. */
  private static Optional<OutputStream> reopened(Shelf shelf) {
    Optional<String> file = shelf.file();
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(PrivateFile.append(Path.of(file.get())));
    } catch (IOException e) {
      LOG.warn("trace lines go to standard error: '{}': {}", file.get(), PrivateFile.reason(e));
      return Optional.empty();
    }
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
        FlightRecording.start(request.recording().get());
      }
    } catch (BackplaneException e) {
      file.ifPresent(TextLog::close);
      throw e;
    }
    file.ifPresent(log::to);
    request.file().ifPresent(path -> shelf.keepFile(path.toAbsolutePath().toString()));
    request.log().ifPresent(this::logs);
  }

  private void logs(boolean on) {
    logs = on;
    shelf.keepLog(on);
  }

  private static OutputStream opened(Path file) throws HostException {
    try {
      return PrivateFile.append(file);
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
