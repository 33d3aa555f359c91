package org.backplane.monitor;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.backplane.api.object.LeaseTerms;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.monitor.report.Wording;
import org.backplane.monitor.session.Event;
import org.backplane.monitor.session.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A monitor on one character device: a session for each of its peers. A session is its {@link
 * Connection#id}'s, so it outlives the device's code.
 */
final class ServedChardev implements FrontEnd, LeaseListener<Chardev>, AutoCloseable {

  /** How long a peer that sends no more may wait for its last answers. */
  private static final Duration HANG_UP_GRACE = Duration.ofSeconds(5);

  private static final Duration END_DEADLINE = Duration.ofSeconds(1);
  private static final Logger LOG = LoggerFactory.getLogger(ServedChardev.class);

  private final String chardev;
  private final Session.Setting setting;
  private final Map<Long, Session> byConnection = new ConcurrentHashMap<>();
  private final Set<Session> alive = ConcurrentHashMap.newKeySet();

  /** Held while the device's code, or the sessions, change; never while anybody is waited for. */
  private final ReentrantLock exchange = new ReentrantLock();

  private boolean deviceAway = true;
  private volatile boolean closed;
  private volatile Registration shown = () -> {};
  private @Nullable Lease<Chardev> lease;

  private ServedChardev(String chardev, Session.Setting setting) {
    this.chardev = chardev;
    this.setting = setting;
  }

  /** Takes the device and serves its peers from now on. */
  static ServedChardev open(ObjectRegistry registry, String chardev, Session.Setting setting)
      throws BackplaneException {
    var path = ObjectPath.chardev(chardev);
    if (registry.find(path).isEmpty()) {
      throw new MissingReferenceException(
          "monitor",
          "there is no character device " + Wording.quoted(chardev),
          "make one with -chardev TYPE,id=ID, or name another");
    }
    var served = new ServedChardev(chardev, setting);
    try {
      served.lease = registry.lease(path, Chardev.class, LeaseTerms.exclusive("monitor"), served);
      return served;
    } catch (BackplaneException e) {
      served.close(); // it may have heard of the device
      throw e;
    }
  }

  /** Ends something when this does. */
  void remember(Registration registration) {
    shown = registration;
  }

  @Override
  public int connectionLimit() {
    return setting.limits().get().clients();
  }

  @Override
  public void attached(Chardev target) {
    exchange.lock();
    try {
      deviceAway = false;
      byConnection.values().forEach(Session::expectConnection);
    } finally {
      exchange.unlock();
    }
    target.attach(this);
    if (closed) { // the end came in between, and found nothing to detach from
      target.detach(this);
    }
  }

  @Override
  public void detached() {
    exchange.lock();
    try {
      deviceAway = true;
      byConnection.values().forEach(Session::park);
    } finally {
      exchange.unlock();
    }
  }

  @Override
  public void opened(Connection connection) {
    Session known = byConnection.get(connection.id());
    if (known != null) {
      known.resume(connection);
    } else if (closed || alive.size() >= 2 * connectionLimit()) {
      // Peers that left may still have requests to be done; they count, but leave room for new
      // ones.
      LOG.warn("{}: no room for {}", chardev, connection.peer());
      connection.close();
    } else if (!begun(connection)) {
      connection.close();
    }
  }

  private boolean begun(Connection connection) {
    exchange.lock();
    try {
      if (closed) {
        return false;
      }
      begin(connection);
      return true;
    } finally {
      exchange.unlock();
    }
  }

  private void begin(Connection connection) {
    long id = connection.id();
    var session =
        new Session(chardev + " peer " + id, connection, setting, ended -> forget(id, ended));
    alive.add(session);
    byConnection.put(id, session);
    if (deviceAway) { // the ending code was slow to say so; its thread must not be held back
      session.park();
    }
    boolean started = false;
    try {
      session.start();
      started = true;
    } finally {
      if (!started) {
        forget(id, session);
      }
    }
  }

  private void forget(long id, Session session) {
    byConnection.remove(id, session);
    alive.remove(session);
  }

  @Override
  public void received(Connection connection, ByteBuffer data) {
    Session session = byConnection.get(connection.id());
    if (session != null) {
      session.received(data);
    }
  }

  @Override
  public void closed(Connection connection) {
    Session session = byConnection.get(connection.id());
    if (session != null) {
      session.peerDone(HANG_UP_GRACE); // listed meanwhile: its last events reach it too
      byConnection.remove(connection.id(), session);
    }
  }

  void happened(Event event) {
    byConnection.values().forEach(session -> session.happened(event));
  }

  void flush(Duration deadline) {
    long end = System.nanoTime() + deadline.toNanos();
    byConnection
        .values()
        .forEach(session -> session.flush(Duration.ofNanos(end - System.nanoTime())));
  }

  /** Ends every session, after what has been answered is written, and gives the device back. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    shown.close();
    List<Session> ending = letNobodyIn();
    ending.forEach(Session::finish);
    long end = System.nanoTime() + END_DEADLINE.toNanos();
    ending.forEach(session -> session.awaitEnd(Duration.ofNanos(end - System.nanoTime())));
    Lease<Chardev> held = lease;
    if (held != null) {
      held.target().ifPresent(target -> target.detach(this));
      held.close();
    }
  }

  private List<Session> letNobodyIn() {
    exchange.lock();
    try {
      closed = true;
      return List.copyOf(alive);
    } finally {
      exchange.unlock();
    }
  }
}
