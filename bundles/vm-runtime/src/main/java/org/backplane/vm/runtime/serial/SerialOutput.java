package org.backplane.vm.runtime.serial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bytes on their way from the guest to the host; any thread. Putting one never waits: a thread of
 * its own writes them out. Without a peer they are dropped; a slow peer makes the buffer full,
 * which the guest sees; while the device's code is exchanged they are kept.
 */
public final class SerialOutput implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SerialOutput.class);

  /** Bytes that wait for the host at most. */
  public static final int CAPACITY = 16 * 1024;

  // A peer may hold its terminal for a while; one that takes nothing for so long is gone.
  private static final Duration WRITE_DEADLINE = Duration.ofHours(1);
  private static final int CHUNK = 4096;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ByteRing ring = new ByteRing(CAPACITY);
  // The bytes being written; touched by the writer, or under the lock while it does not write.
  private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK).flip();
  private final SerialMeter meter;
  private final long arrivalNanos;
  private boolean writing;
  private long arrivedAt;
  private Peer peer = Peer.ABSENT;
  private @Nullable Connection connection;
  private OptionalLong peerId = OptionalLong.empty();
  private @Nullable Thread writer;
  private volatile boolean full;
  private volatile Runnable roomAgain = () -> {};
  private volatile Runnable peerChange = () -> {};

  /**
   * @param arrival how long bytes are kept for the peer of a device whose code has come
   */
  SerialOutput(SerialMeter meter, Duration arrival) {
    this.meter = meter;
    this.arrivalNanos = arrival.toNanos();
  }

  /** Sets what to call, on the writer's thread, when a full buffer has room again. */
  public void onRoom(Runnable listener) {
    roomAgain = listener;
  }

  /** Sets what to call, on any thread, when a peer came or went. */
  public void onPeer(Runnable listener) {
    peerChange = listener;
  }

  public boolean hasRoom() {
    return !full;
  }

  /**
   * Takes a byte of the guest, also one that nobody listens to, which is dropped.
   *
   * @return false when the buffer is full
   */
  public boolean put(byte value) {
    lock.lock();
    try {
      if (drops()) {
        meter.dropped(1);
        return true;
      }
      if (ring.full()) {
        return false;
      }
      ring.put(value);
      accepted();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes bytes of the guest until the buffer is full; all of them if nobody listens. */
  public void put(ByteBuffer source) {
    lock.lock();
    try {
      if (drops()) {
        meter.dropped(source.remaining());
        source.position(source.limit());
      } else {
        ring.put(source);
        accepted();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the guest were not even put here, because nobody wants them. */
  public void dropped(long bytes) {
    meter.dropped(bytes);
  }

  private void accepted() {
    full = ring.full();
    changed.signalAll();
  }

  /** How many bytes {@link #put(ByteBuffer)} takes; only others than its caller make it more. */
  public int room() {
    lock.lock();
    try {
      return CAPACITY - ring.count();
    } finally {
      lock.unlock();
    }
  }

  /** Whether bytes are dropped, because no peer is there and none is awaited. */
  public boolean drops() {
    lock.lock();
    try {
      return peer == Peer.ABSENT || peer == Peer.CLOSED;
    } finally {
      lock.unlock();
    }
  }

  /** The peer that is there, or will be there again after an exchange of the device's code. */
  public OptionalLong peer() {
    lock.lock();
    try {
      return peerId;
    } finally {
      lock.unlock();
    }
  }

  /** A peer is there. */
  void connected(Connection to) {
    lock.lock();
    try {
      if (peer == Peer.CLOSED) {
        return;
      }
      peer = Peer.CONNECTED;
      connection = to;
      peerId = OptionalLong.of(to.id());
      full = ring.full();
      startWriter();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    peerChange.run();
  }

  /** The peer is gone; what it has not read is dropped. */
  void disconnected() {
    leave(Peer.ABSENT);
  }

  /** The device's code is gone and will come back; what is not written is kept. */
  void away() {
    leave(Peer.AWAY);
  }

  /** The device's code is there; a peer may follow. The writer gives it up after a while. */
  void arrived() {
    lock.lock();
    try {
      if (peer == Peer.AWAY) {
        peer = Peer.ARRIVED;
        arrivedAt = System.nanoTime();
        startWriter();
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void startWriter() {
    if (writer == null) {
      // A platform thread: a device may wait in a host call, which would hold a carrier.
      Thread next = WorkerThread.platform("serial-writer", this::writeOut);
      next.start();
      writer = next; // not one that the host refused to start
    }
  }

  /** Waits until a connected peer has been given everything. */
  void flush(Duration deadline) {
    long left = deadline.toNanos();
    lock.lock();
    try {
      while (left > 0 && peer == Peer.CONNECTED && (ring.count() > 0 || writing)) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the writer, if need be by closing a connection whose peer does not read. */
  @Override
  public void close() {
    Connection stuck;
    lock.lock();
    try {
      stuck = writing ? connection : null;
      peer = Peer.CLOSED;
      connection = null;
      peerId = OptionalLong.empty();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (stuck != null) {
      stuck.close();
    }
  }

  String state() {
    lock.lock();
    try {
      return switch (peer) {
        case CONNECTED -> full ? "waiting for the peer to read" : "connected";
        case ABSENT -> "no peer, output is dropped";
        case ARRIVED -> "no peer yet";
        case AWAY -> "waiting for its character device";
        case CLOSED -> "closed";
      };
    } finally {
      lock.unlock();
    }
  }

  private void leave(Peer next) {
    boolean room;
    lock.lock();
    try {
      room = become(next);
    } finally {
      lock.unlock();
    }
    tell(room);
    peerChange.run();
  }

  private void tell(boolean room) {
    if (room) {
      roomAgain.run();
    }
  }

  /** Goes on without a peer, under the lock; true when a full buffer has room again. */
  private boolean become(Peer next) {
    if (peer == Peer.CLOSED) {
      return false;
    }
    peer = next;
    connection = null;
    if (next == Peer.ABSENT) {
      peerId = OptionalLong.empty();
      meter.dropped(ring.count());
      ring.clear();
      if (!writing) {
        dropChunk();
      }
    }
    boolean room = full && ring.count() == 0;
    full = full && !room;
    changed.signalAll();
    return room;
  }

  private void writeOut() {
    while (awaitWork()) {
      Connection to = next();
      if (to == null) {
        continue;
      }
      boolean failed = false;
      int before = chunk.remaining();
      try {
        to.write(chunk, WRITE_DEADLINE);
      } catch (IOException | RuntimeException e) {
        LOG.debug("serial line: {} took no more", to.peer(), e);
        failed = true;
      }
      meter.sent(before - chunk.remaining());
      tell(written(to, failed));
      if (failed) {
        peerChange.run();
      }
    }
  }

  /** Waits for a peer and for bytes; false at the end. */
  private boolean awaitWork() {
    while (true) {
      boolean room = false;
      lock.lock();
      try {
        while (peer != Peer.CLOSED && !hasWork() && !inVain()) {
          changed.awaitNanos(peer == Peer.ARRIVED ? arrivalLeft() : Long.MAX_VALUE);
        }
        if (peer == Peer.CLOSED || hasWork()) {
          return peer != Peer.CLOSED;
        }
        room = become(Peer.ABSENT);
      } catch (InterruptedException _) {
        LOG.debug("serial line: an interruption of the writer means nothing");
      } finally {
        lock.unlock();
      }
      tell(room);
      peerChange.run();
    }
  }

  private boolean hasWork() {
    return connection != null && (ring.count() > 0 || chunk.hasRemaining());
  }

  /** Whether no peer came for the device's code within the time it has. */
  private boolean inVain() {
    return peer == Peer.ARRIVED && arrivalLeft() <= 0;
  }

  private long arrivalLeft() {
    return arrivalNanos - (System.nanoTime() - arrivedAt);
  }

  /** Moves bytes into the chunk; null when the peer has gone meanwhile. */
  private @Nullable Connection next() {
    boolean room = false;
    Connection to;
    lock.lock();
    try {
      to = connection;
      if (to != null) {
        writing = true;
        room = fillChunk();
      }
    } finally {
      lock.unlock();
    }
    tell(room);
    return to;
  }

  private boolean fillChunk() {
    if (!chunk.hasRemaining()) {
      chunk.clear();
      ring.take(chunk);
      chunk.flip();
    }
    boolean room = full && !ring.full();
    full = full && !room;
    return room;
  }

  /** What a failed write left over goes to the next code of the device, but to no other peer. */
  private boolean written(Connection to, boolean failed) {
    lock.lock();
    try {
      writing = false;
      Connection now = connection;
      boolean room = failed && to.equals(now) && become(Peer.ABSENT);
      if (peer == Peer.ABSENT || (now != null && now.id() != to.id())) {
        dropChunk();
      }
      changed.signalAll();
      return room;
    } finally {
      lock.unlock();
    }
  }

  private void dropChunk() {
    meter.dropped(chunk.remaining());
    chunk.clear().flip();
  }
}
