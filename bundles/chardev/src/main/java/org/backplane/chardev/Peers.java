package org.backplane.chardev;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a device's connected sockets and its front end together: while one is attached, each
 * socket has a reader, otherwise one who watches for its end. Any thread may call any method; the
 * lock is never held while calling out.
 */
final class Peers implements Attendant.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  // The contract of close() leaves a second; the rest of it is for those who wait for us.
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final String id;
  private final String subject;
  private final PeerTable table;
  private final Poller roomChanged;
  private final Traffic traffic;
  private final SocketTrace trace;
  private final ReentrantLock lock = new ReentrantLock();
  private final FrontEndSlot slot = new FrontEndSlot();
  private final Map<Long, Attendant> attendants = new HashMap<>();
  private final boolean keepsLastWords;

  /** Who sends no more, and shows as gone, until both sides have said their last words. */
  private final Set<OpenSocket> leaving = ConcurrentHashMap.newKeySet();

  private boolean closed;
  private volatile boolean complained;

  /**
   * @param id names the threads
   * @param roomChanged woken whenever a peer goes or a front end comes
   * @param traffic what is measured
   * @param trace told of ends
   * @param keepsLastWords whether a peer that went while there was no front end, but had said
   *     something, is there for the next front end
   */
  Peers(
      String id,
      String subject,
      PeerTable table,
      Poller roomChanged,
      Traffic traffic,
      SocketTrace trace,
      boolean keepsLastWords) {
    this.id = id;
    this.subject = subject;
    this.table = table;
    this.roomChanged = roomChanged;
    this.traffic = traffic;
    this.trace = trace;
    this.keepsLastWords = keepsLastWords;
  }

  /** Begins to look after those who are there already. */
  void begin() {
    lock.lock();
    try {
      watchAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether one more peer can be served. Without a front end there is room for one. */
  boolean hasRoom() {
    int limit = slot.get().map(FrontEnd::connectionLimit).orElse(1);
    return table.size() < limit;
  }

  boolean isEmpty() {
    return table.size() == 0;
  }

  /** The oldest peer that is there. */
  Optional<StreamSocket> first() {
    return table.all().stream()
        .filter(socket -> !leaving.contains(socket))
        .map(OpenSocket::stream)
        .filter(StreamSocket::isOpen)
        .findFirst();
  }

  /**
   * Takes over a peer that has come.
   *
   * @throws IOException the host has no thread or descriptor for it; the socket is closed then
   */
  void admit(Newcomer newcomer) throws IOException {
    lock.lock();
    try {
      // Not before: a front end that comes now would find the socket too, and give it a reader.
      lookAfter(table.add(newcomer));
      traffic.connections().increment();
    } finally {
      lock.unlock();
    }
  }

  // With the lock held.
  private void lookAfter(OpenSocket socket) throws IOException {
    if (slot.get().isEmpty()) {
      watchAll();
      return;
    }
    try {
      serve(socket, slot.get().get());
    } catch (IOException e) {
      table.remove(socket);
      throw e;
    }
  }

  /** As {@link org.backplane.api.chardev.Chardev#attach}; does nothing after close. */
  void attach(FrontEnd frontEnd) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      slot.attach(frontEnd);
      dismiss();
      table.all().forEach(socket -> serveOrDrop(socket, frontEnd));
    } finally {
      lock.unlock();
    }
    roomChanged.wake();
  }

  /** Hangs up on all peers. Nothing here waits. */
  void cut() {
    for (OpenSocket socket : table.all()) {
      try {
        socket.stream().shutdown();
      } catch (IOException e) {
        LOG.debug("{}: peer {} is gone already", subject, socket.number(), e);
      }
    }
  }

  /** Sends the front end a break. */
  void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  /** As {@link org.backplane.api.chardev.Chardev#detach}. */
  void detach(FrontEnd frontEnd) {
    List<Thread> ending = List.of();
    lock.lock();
    try {
      if (slot.detach(frontEnd)) {
        ending = dismiss();
        watchAll();
      }
    } finally {
      lock.unlock();
    }
    await(ending);
  }

  /** Makes all threads end soon, leaves the sockets open. Nobody is served from now on. */
  List<Thread> stop() {
    lock.lock();
    try {
      closed = true;
      slot.get().ifPresent(slot::detach);
      return dismiss();
    } finally {
      lock.unlock();
    }
  }

  // With the lock held.
  private List<Thread> dismiss() {
    List<Attendant> ending = List.copyOf(attendants.values());
    attendants.clear();
    ending.forEach(Attendant::stop);
    return ending.stream().map(Attendant::thread).toList();
  }

  /** Waits for threads that were told to end, for all of them together less than a second. */
  void await(Collection<Thread> threads) {
    var end = Deadline.in(PATIENCE);
    for (Thread thread : threads) {
      if (thread.equals(Thread.currentThread())) {
        continue; // called from within a delivery: it ends when it returns
      }
      try {
        if (!thread.join(end.passed() ? Duration.ofMillis(1) : end.left())) {
          LOG.warn("{}: thread {} takes long to end", subject, thread.getName());
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public boolean owns(OpenSocket socket) {
    return table.all().contains(socket);
  }

  @Override
  public void ending(OpenSocket socket, Optional<IOException> reason) {
    reason.ifPresentOrElse(e -> trace.lost(id, e), () -> trace.ended(id));
  }

  @Override
  public void leaving(OpenSocket socket) {
    leaving.add(socket);
  }

  @Override
  public void ended(Attendant attendant) {
    lock.lock();
    try {
      attendants.remove(attendant.socket().number(), attendant);
    } finally {
      lock.unlock();
    }
    drop(attendant.socket());
  }

  private void drop(OpenSocket socket) {
    table.remove(socket);
    leaving.remove(socket);
    roomChanged.wake();
  }

  @Override
  public void frontEndFailed(Throwable reason) {
    if (!complained) {
      complained = true; // a peer must not fill the log by coming back
      LOG.warn("{}: a front end failed, its peer is dropped; not told again", subject, reason);
    }
  }

  // With the lock held. Where there is no reader for a peer it has come in vain.
  private void serveOrDrop(OpenSocket socket, FrontEnd frontEnd) {
    try {
      serve(socket, frontEnd);
    } catch (IOException e) {
      LOG.warn("{}: a peer is dropped", subject, e);
      drop(socket);
    }
  }

  // With the lock held.
  private void serve(OpenSocket socket, FrontEnd frontEnd) throws IOException {
    var connection = new SocketConnection(socket, table, traffic);
    begin(new PeerReader(threadName(socket), socket, connection, frontEnd, traffic.in(), this));
  }

  // With the lock held.
  private void watchAll() {
    if (!closed && slot.get().isEmpty()) {
      table.all().stream()
          .filter(socket -> !attendants.containsKey(socket.number()))
          .forEach(this::watch);
    }
  }

  // Without it only the news is lost that the peer went.
  private void watch(OpenSocket socket) {
    try {
      PeerStream stream = table.stream(socket);
      begin(new IdleWatch(threadName(socket), socket, stream, keepsLastWords, this));
    } catch (IOException e) {
      LOG.debug("{}: nobody sees peer {} go", subject, socket.number(), e);
    }
  }

  private void begin(Attendant attendant) throws IOException {
    long number = attendant.socket().number();
    attendants.put(number, attendant);
    boolean done = false;
    try {
      attendant.start();
      done = true;
    } catch (OutOfMemoryError e) {
      throw new IOException("the host has no more threads", e);
    } finally {
      if (!done) {
        attendants.remove(number);
      }
    }
  }

  private String threadName(OpenSocket socket) {
    return "backplane-chardev-" + id + "-" + socket.number();
  }
}
