package org.backplane.linux;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The connected sockets of one end point, numbered in the order of their coming. It owns them:
 * closing it closes all. Safe for use by several threads.
 */
public final class SocketTable implements AutoCloseable {
  private final NavigableMap<Long, OpenSocket> sockets = new ConcurrentSkipListMap<>();
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Takes over a socket.
   *
   * @throws ClosedChannelException the table is closed; so is the socket then
   */
  public OpenSocket add(StreamSocket stream) throws IOException {
    var socket = new OpenSocket(lastNumber.incrementAndGet(), stream);
    sockets.put(socket.number(), socket);
    if (closed.get()) { // perhaps since the line above: whoever sees the socket closes it
      remove(socket);
      throw new ClosedChannelException();
    }
    return socket;
  }

  /** Those not removed, the oldest first; a peer may be gone already. */
  public List<OpenSocket> sockets() {
    return List.copyOf(sockets.values());
  }

  /** How many there are. */
  public int size() {
    return sockets.size();
  }

  /** Closes a socket and forgets it; nothing happens to one that is not there. */
  public void remove(OpenSocket socket) {
    sockets.remove(socket.number());
    socket.stream().close();
  }

  /** Closes all sockets. A second close does nothing. */
  @Override
  public void close() {
    closed.set(true);
    sockets().forEach(this::remove);
  }
}
