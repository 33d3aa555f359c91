package org.backplane.gdb;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.backplane.api.BackplaneException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.monitor.HumanMonitor;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stub on one character device: a session for its peer. The session belongs to the {@link
 * Connection#id}, so it outlives the device's code.
 */
final class ServedDevice implements FrontEnd, LeaseListener<Chardev>, AutoCloseable {

  /** How long a session may take for what it was asked before its peer left. */
  private static final Duration PATIENCE = Duration.ofMillis(800);

  private static final Logger LOG = LoggerFactory.getLogger(ServedDevice.class);

  private final Supplier<Optional<VirtualMachine>> machine;
  private final Supplier<Optional<HumanMonitor>> monitor;
  private volatile Optional<Session> session = Optional.empty();
  private volatile boolean closed;
  private @Nullable Lease<Chardev> lease;

  private ServedDevice(
      Supplier<Optional<VirtualMachine>> machine, Supplier<Optional<HumanMonitor>> monitor) {
    this.machine = machine;
    this.monitor = monitor;
  }

  /** Takes a device and serves its peer from now on. */
  static ServedDevice open(
      ObjectRegistry registry,
      ObjectPath device,
      Supplier<Optional<VirtualMachine>> machine,
      Supplier<Optional<HumanMonitor>> monitor)
      throws BackplaneException {
    var served = new ServedDevice(machine, monitor);
    served.lease =
        registry.lease(device, Chardev.class, LeaseTerms.exclusive(DeviceWord.SUBJECT), served);
    return served;
  }

  @Override
  public void attached(Chardev target) {
    target.attach(this);
  }

  @Override
  public void detached() {
    session.ifPresent(present -> present.line().park());
  }

  @Override
  public void opened(Connection connection) {
    Optional<Session> present = session.filter(Session::isAlive);
    if (present.isPresent() && present.get().id() == connection.id()) {
      present.get().line().connect(connection);
    } else if (closed || !present.map(old -> old.end(PATIENCE)).orElse(true)) {
      LOG.warn("the debugger at {} is turned away: another one is not done yet", connection.peer());
      connection.close();
    } else {
      begin(connection);
    }
  }

  private void begin(Connection connection) {
    Optional<VirtualMachine> present = machine.get().filter(m -> m.harts() > 0);
    if (present.isEmpty()) {
      LOG.debug("the debugger at {} is turned away: there is no CPU", connection.peer());
      connection.close();
      return;
    }
    var next = new Session(connection, present.get(), monitor, PeerLine.DEADLINE);
    session = Optional.of(next);
    next.start();
    LOG.info("a debugger is there: {}", connection.peer());
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    of(connection).ifPresent(present -> present.received(data));
  }

  /** What the peer has asked for last, such as the machine's end, is still done. */
  @Override
  public void closed(Connection connection) {
    Optional<Session> gone = of(connection);
    gone.ifPresent(
        present -> {
          boolean _ = present.end(PATIENCE);
        });
  }

  private Optional<Session> of(Connection connection) {
    return session.filter(present -> present.id() == connection.id());
  }

  /** Hangs up on the peer, clears its breakpoints, and gives the device back. */
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
  }

  /** The machine goes away, or the device does. */
  void endSession() {
    if (!session.map(present -> present.end(PATIENCE)).orElse(true)) {
      LOG.warn("a debugger's last request still runs; it was interrupted");
    }
  }
}
