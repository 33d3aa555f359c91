package org.backplane.faces;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.LeaseListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets peers in, one at a time. A session is its {@link Connection#id}'s, so it outlives the
 * device's code.
 *
 * <p>New code of a device waits for the thread on which the old code delivers, so that thread must
 * come home: between {@link #detached} and the new code's connection nobody is held back, and what
 * the old code still opens is no resumption.
 */
final class Reception implements FrontEnd, LeaseListener<Chardev> {

  /** How long a session may take for what it was asked before its peer left. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final Face<?> face;
  private final Duration deadline;

  /** Held while the device's code, or the session, changes; never while anybody is waited for. */
  private final ReentrantLock change = new ReentrantLock();

  private volatile Optional<Session<?>> session = Optional.empty();
  private boolean deviceAway = true;
  private boolean closed;

  /**
   * @param deadline how long an answer may take, and how long new code of the device may
   */
  Reception(Face<?> face, Duration deadline) {
    this.face = face;
    this.deadline = deadline;
  }

  @Override
  public void attached(Chardev target) {
    change.lock();
    try {
      deviceAway = false;
    } finally {
      change.unlock();
    }
    target.attach(this);
    if (isClosed()) { // the end came in between, and found nothing to detach from
      target.detach(this);
    }
  }

  private boolean isClosed() {
    change.lock();
    try {
      return closed;
    } finally {
      change.unlock();
    }
  }

  @Override
  public void detached() {
    change.lock();
    try {
      deviceAway = true;
      session.ifPresent(Session::park);
    } finally {
      change.unlock();
    }
  }

  @Override
  public void opened(Connection connection) {
    Optional<Session<?>> present = session;
    if (present.isPresent() && present.get().isOf(connection)) {
      if (!resumed(present.get(), connection)) {
        connection.close(); // it has ended, perhaps in the middle of what the peer said
      }
      return;
    }
    if (!present.map(old -> old.end(PATIENCE)).orElse(true)) {
      turnAway(connection);
      return;
    }
    Session.with(face, connection, deadline)
        .ifPresentOrElse(next -> begin(next, connection), connection::close);
  }

  private boolean resumed(Session<?> present, Connection connection) {
    change.lock();
    try {
      // What the ending code opens is left alone: a thread that waits would keep new code out.
      return deviceAway || present.resume(connection);
    } finally {
      change.unlock();
    }
  }

  private void begin(Session<?> next, Connection connection) {
    if (!begun(next)) {
      turnAway(connection);
    }
  }

  private boolean begun(Session<?> next) {
    change.lock();
    try {
      if (closed) {
        return false;
      }
      if (deviceAway) {
        next.park();
      }
      next.start();
      session = Optional.of(next);
      return true;
    } finally {
      change.unlock();
    }
  }

  private void turnAway(Connection connection) {
    LOG.warn(
        "the {} at {} is turned away: another one is not done yet",
        face.names().peer(),
        connection.peer());
    connection.close();
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    of(connection).ifPresent(present -> present.received(data));
  }

  /** What the peer has asked for last is still done. */
  @Override
  public void closed(Connection connection) {
    of(connection).filter(present -> present.end(PATIENCE)).ifPresent(this::forget);
  }

  /** A terminal's next conversation may have the number of the one that has ended. */
  private void forget(Session<?> ended) {
    change.lock();
    try {
      session = session.filter(present -> !present.equals(ended));
    } finally {
      change.unlock();
    }
  }

  private Optional<Session<?>> of(Connection connection) {
    return session.filter(present -> present.isOf(connection));
  }

  /** Hangs up on the peer, if one is there. */
  void endSession() {
    if (!session.map(present -> present.end(PATIENCE)).orElse(true)) {
      LOG.warn("a {}'s last request still runs; it was interrupted", face.names().peer());
    }
  }

  /** Lets nobody in any more, and hangs up. */
  void close() {
    change.lock();
    try {
      closed = true;
    } finally {
      change.unlock();
    }
    endSession();
  }
}
