package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer that is there from the beginning to the end. */
final class SteadySession extends DescriptorSession {

  private static final Logger LOG = LoggerFactory.getLogger(SteadySession.class);

  private final DescriptorKind kind;
  private final DescriptorStream stream;
  private final Runnable inputCame;
  private final StreamConnection connection;
  private final Semaphore told = new Semaphore(0);

  /**
   * @param inputCame run before each delivery
   */
  SteadySession(
      String threadName,
      String subject,
      DescriptorKind kind,
      DescriptorStream stream,
      Runnable inputCame,
      FrontEnd frontEnd) {
    super(threadName, subject, stream, frontEnd);
    this.kind = kind;
    this.stream = stream;
    this.inputCame = inputCame;
    this.connection = new StreamConnection(1, kind.name(), stream, this::wake);
  }

  @Override
  void wake() {
    stream.wake();
    told.release();
  }

  @Override
  void serve() {
    if (!tell(frontEnd -> frontEnd.opened(connection)) || (stream.hasInput() && !deliver())) {
      connection.close();
    }
    awaitEnd();
    if (connection.hasEnded()) {
      tell(frontEnd -> frontEnd.closed(connection));
    }
  }

  /** Answers false when that is the end of the stream. */
  private boolean deliver() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped() && !connection.hasEnded()) {
        int count = stream.read(buffer.clear());
        if (count < 0) {
          return !kind.endsWithInput();
        }
        if (count > 0) {
          inputCame.run();
          if (!tell(frontEnd -> frontEnd.received(connection, buffer.flip()))) {
            return false;
          }
        }
      }
    } catch (LinuxException e) {
      LOG.warn("{}: no more input: {}", subject(), e.getMessage());
    }
    return true;
  }

  // The end of the input need not be the end of the output.
  private void awaitEnd() {
    while (!stopped() && !connection.hasEnded()) {
      told.acquireUninterruptibly();
    }
  }
}
