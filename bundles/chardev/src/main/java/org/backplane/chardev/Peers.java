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
import org.backplane.linux.SocketTable;
import org.backplane.linux.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a device's connected sockets and its front end together: while one is attached, each
 * socket has a reader. Any thread may call any method; the lock is never held while calling out.
 */
final class Peers implements PeerReader.Owner {

  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  // The contract of close() leaves a second; the rest of it is for those who wait for us.
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final String id;
  private final String subject;
  private final SocketTable table;
  private final Poller roomChanged;
  private final ReentrantLock lock = new ReentrantLock();
  private final FrontEndSlot slot = new FrontEndSlot();
  private final Map<Long, PeerReader> readers = new HashMap<>();

  /** Who sends no more, and shows as gone, while its front end says its last words. */
  private final Set<OpenSocket> leaving = ConcurrentHashMap.newKeySet();

  private boolean closed;
  private volatile boolean complained;

  /**
   * @param id names the threads
   * @param roomChanged woken whenever a peer goes or a front end comes
   */
  Peers(String id, String subject, SocketTable table, Poller roomChanged) {
    this.id = id;
    this.subject = subject;
    this.table = table;
    this.roomChanged = roomChanged;
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
    return table.sockets().stream()
        .filter(socket -> !leaving.contains(socket))
        .map(OpenSocket::stream)
        .filter(StreamSocket::isOpen)
        .findFirst();
  }

  /** Takes over a connected socket. */
  void admit(StreamSocket stream) throws IOException {
    OpenSocket socket = table.add(stream);
    lock.lock();
    try {
      slot.get().ifPresent(frontEnd -> serve(socket, frontEnd));
    } finally {
      lock.unlock();
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
      table.sockets().forEach(socket -> serve(socket, frontEnd));
    } finally {
      lock.unlock();
    }
    roomChanged.wake();
  }

  /** Sends the front end a break. */
  void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  /** As {@link org.backplane.api.chardev.Chardev#detach}. */
  void detach(FrontEnd frontEnd) {
    await(stopReaders(frontEnd));
  }

  /** Makes the readers end soon, leaves the sockets open. Nobody is served from now on. */
  List<Thread> stop() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    return slot.get().map(this::stopReaders).orElse(List.of());
  }

  private List<Thread> stopReaders(FrontEnd frontEnd) {
    List<PeerReader> ending = List.of();
    lock.lock();
    try {
      if (slot.detach(frontEnd)) {
        ending = List.copyOf(readers.values());
        readers.clear();
      }
    } finally {
      lock.unlock();
    }
    ending.forEach(PeerReader::stop);
    return ending.stream().map(PeerReader::thread).toList();
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
    return table.sockets().contains(socket);
  }

  @Override
  public void leaving(OpenSocket socket) {
    leaving.add(socket);
  }

  @Override
  public void ended(PeerReader reader) {
    lock.lock();
    try {
      readers.remove(reader.socket().number(), reader);
    } finally {
      lock.unlock();
    }
    table.remove(reader.socket());
    leaving.remove(reader.socket());
    roomChanged.wake();
  }

  @Override
  public void frontEndFailed(Throwable reason) {
    if (!complained) {
      complained = true; // a peer must not fill the log by coming back
      LOG.warn("{}: a front end failed, its peer is dropped; not told again", subject, reason);
    }
  }

  // With the lock held.
  private void serve(OpenSocket socket, FrontEnd frontEnd) {
    readers.computeIfAbsent(
        socket.number(),
        number -> {
          var connection = new SocketConnection(socket, SocketText.peer(socket.stream()));
          var name = "backplane-chardev-" + id + "-" + number;
          var reader = new PeerReader(name, socket, connection, frontEnd, this);
          reader.start();
          return reader;
        });
  }
}
