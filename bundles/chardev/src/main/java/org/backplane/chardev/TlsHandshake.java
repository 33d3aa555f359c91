package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.backplane.api.tls.TlsSession;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;
import org.backplane.linux.StreamSocket;

/** Agrees with a peer on how the bytes between both are protected. */
final class TlsHandshake {

  /** Until then all must be done. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a peer may send until then; certificates and all take a few kilobytes. */
  static final int MOST_BYTES = 256 * 1024;

  private final StreamSocket socket;
  private final TlsSession session;
  private final SSLEngine engine;
  private final TlsOutput output;
  private final ByteBuffer opened;
  private final Poller waiting;
  private final BooleanSupplier stopped;
  private final Deadline end = Deadline.in(PATIENCE);
  private int received;

  /**
   * @param waiting ends the wait when it is woken
   * @param stopped whether it was woken to give up
   */
  TlsHandshake(StreamSocket socket, TlsSession session, Poller waiting, BooleanSupplier stopped) {
    this.socket = socket;
    this.session = session;
    this.engine = session.engine();
    this.output = new TlsOutput(socket, session);
    this.opened = ByteBuffer.allocate(TlsSession.BUFFER_BYTES);
    this.waiting = waiting;
    this.stopped = stopped;
  }

  /**
   * Waits until it is done.
   *
   * @throws IOException the peer is not as it should be, or did not do its part in time
   */
  void run() throws IOException {
    try {
      engine.beginHandshake();
      while (step()) {
        requireTime();
      }
      flush();
    } catch (SSLException e) {
      tellPeer();
      throw e;
    }
  }

  /** Answers false when nothing is left to do. */
  private boolean step() throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> send();
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> receive();
      case FINISHED, NOT_HANDSHAKING -> {
        return false;
      }
    }
    return true;
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  private void send() throws IOException {
    flush();
    requireOpen(output.sealOwn());
  }

  private void flush() throws IOException {
    while (!output.flushed()) {
      await(Interest.WRITE);
    }
  }

  private void receive() throws IOException {
    flush();
    ByteBuffer sealed = session.incoming().flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(sealed, opened.clear());
    } finally {
      sealed.compact();
    }
    requireOpen(result);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
      fill();
    }
  }

  private void fill() throws IOException {
    int count = socket.read(session.incoming());
    if (count < 0) {
      throw new SSLException("it went before it was done");
    }
    received += count;
    if (received > MOST_BYTES) {
      throw new SSLException("it sends too much");
    }
    if (count == 0) {
      await(Interest.READ);
    }
  }

  private static void requireOpen(SSLEngineResult result) throws SSLException {
    if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
      throw new SSLException("it does not want to go on");
    }
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      throw new SSLException("it sends records that are too large");
    }
  }

  private void await(Interest interest) throws IOException {
    requireTime();
    socket.await(waiting, interest, end.left());
    requireTime();
  }

  private void requireTime() throws IOException {
    if (stopped.getAsBoolean()) {
      throw new InterruptedIOException("called off");
    }
    if (end.passed()) {
      throw new SocketTimeoutException("it was not done within " + PATIENCE.toSeconds() + " s");
    }
  }

  // What the engine says about a failure, if it can go at once.
  private void tellPeer() {
    try {
      while (output.flushed()
          && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP
          && output.sealOwn().bytesProduced() > 0) {
        // until all is said
      }
    } catch (IOException _) {
      // It hears the end of the stream.
    }
  }
}
