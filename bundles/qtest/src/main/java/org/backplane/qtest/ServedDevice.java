package org.backplane.qtest;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol on one character device: a session for its peer. The session belongs to the {@link
 * Connection#id}, so it outlives the device's code.
 */
final class ServedDevice implements FrontEnd, LeaseListener<Chardev>, Registration {

  /** How long a session may take for what it was asked before its peer left. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static final Logger LOG = LoggerFactory.getLogger(ServedDevice.class);

  private final Command.Benches benches;
  private final SessionLog log;
  private volatile Optional<Session> session = Optional.empty();
  private volatile boolean closed;
  private @Nullable Lease<Chardev> lease;

  private ServedDevice(Command.Benches benches, SessionLog log) {
    this.benches = benches;
    this.log = log;
  }

  /**
   * Takes a device and serves its peer from now on.
   *
   * @param log is this one's to close, unless the device is refused
   */
  static ServedDevice open(
      ObjectRegistry registry, ObjectPath device, Command.Benches benches, SessionLog log)
      throws BackplaneException {
    var served = new ServedDevice(benches, log);
    served.lease = registry.lease(device, Chardev.class, LeaseTerms.exclusive("qtest"), served);
    return served;
  }

  @Override
  public void attached(Chardev target) {
    target.attach(this);
  }

  @Override
  public void detached() {
    session.ifPresent(present -> present.peer().park());
  }

  @Override
  public void opened(Connection connection) {
    Optional<Session> present = session.filter(Session::isAlive);
    if (present.isPresent() && present.get().id() == connection.id()) {
      present.get().peer().connect(connection);
    } else if (closed || !present.map(old -> old.end(PATIENCE)).orElse(true)) {
      LOG.warn("the program at {} is turned away: another one is not done yet", connection.peer());
      connection.close();
    } else {
      var next = new Session(connection, benches, log, PeerLine.DEADLINE);
      session = Optional.of(next);
      next.start();
      LOG.debug("a test program is there: {}", connection.peer());
    }
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    of(connection).ifPresent(present -> present.received(data));
  }

  /** What the peer has asked for last is still done. */
  @Override
  public void closed(Connection connection) {
    of(connection)
        .ifPresent(
            present -> {
              boolean _ = present.end(PATIENCE);
            });
  }

  private Optional<Session> of(Connection connection) {
    return session.filter(present -> present.id() == connection.id());
  }

  /** Hangs up on the peer, and gives the device back. */
  @Override
  public void close() {
    closed = true;
    endSession();
    Lease<Chardev> held = lease;
    if (held != null) {
      held.target().ifPresent(target -> target.detach(this));
      held.close();
    }
    session = Optional.empty();
    log.close();
  }

  /** The machine goes away, or the device does. */
  void endSession() {
    if (!session.map(present -> present.end(PATIENCE)).orElse(true)) {
      LOG.warn("a test program's last request still runs; it was interrupted");
    }
  }
}
