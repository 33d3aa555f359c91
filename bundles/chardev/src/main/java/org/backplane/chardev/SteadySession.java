package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer that is there from the beginning to the end. A conversation with it ends when it does
 * not take what it is sent, or when the front end wants that; then another one begins.
 */
final class SteadySession extends DescriptorSession {

  private static final Logger LOG = LoggerFactory.getLogger(SteadySession.class);

  private final SteadyPeer peer;
  private final DescriptorStream stream;
  private final Semaphore told = new Semaphore(0);
  private boolean readable;

  SteadySession(String threadName, SteadyPeer peer, FrontEnd frontEnd) {
    super(threadName, peer.subject(), peer.stream(), frontEnd);
    this.peer = peer;
    this.stream = peer.stream();
    this.readable = stream.hasInput();
  }

  @Override
  void wake() {
    stream.wake();
    told.release();
  }

  @Override
  void serve() throws LinuxException {
    boolean goesOn = true;
    while (!stopped() && goesOn) {
      var connection =
          new StreamConnection(
              peer.conversations().get(), peer.name(), stream, peer.traffic(), this::wake);
      goesOn = converse(connection);
      if (connection.hasEnded()) {
        peer.conversations().advance(connection.id());
        goesOn &= tellEnd(connection);
        if (goesOn) {
          awaitNextConversation();
        }
      }
    }
  }

  /** Answers false when the front end failed. */
  private boolean converse(StreamConnection connection) {
    boolean frontEndServes =
        tell(frontEnd -> frontEnd.opened(connection)) && (!readable || deliver(connection));
    if (!frontEndServes) {
      connection.close();
    }
    awaitEnd(connection);
    return frontEndServes;
  }

  /** Until the end of the input or of the conversation; answers false when the front end failed. */
  private boolean deliver(StreamConnection connection) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped() && !connection.hasEnded()) {
        int count = stream.read(buffer.clear());
        if (count < 0) {
          readable = false;
          return true;
        }
        if (count > 0) {
          peer.inputCame().run();
          peer.traffic().in().add(count);
          if (!tell(frontEnd -> frontEnd.received(connection, buffer.flip()))) {
            return false;
          }
        }
      }
    } catch (LinuxException e) {
      readable = false;
      LOG.warn("{}: no more input: {}", subject(), e.getMessage());
    }
    return true;
  }

  // The end of the input is not the end of the output.
  private void awaitEnd(StreamConnection connection) {
    while (!stopped() && !connection.hasEnded()) {
      told.acquireUninterruptibly();
    }
  }
}
