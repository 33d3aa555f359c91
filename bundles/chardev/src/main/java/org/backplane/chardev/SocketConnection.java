package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.DescriptorPassing;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.Poller.Interest;

/**
 * A front end's view of a connected socket. It needs nothing from the device that made it, so that
 * a message begun before an exchange of the device's code is finished after it.
 */
final class SocketConnection implements Connection {

  private final OpenSocket socket;
  private final PeerStream stream;
  private final boolean passesDescriptors;
  private final String peer;
  private final Traffic traffic;

  SocketConnection(OpenSocket socket, PeerTable table, Traffic traffic) {
    this.socket = socket;
    this.stream = table.stream(socket);
    this.passesDescriptors = table.passesDescriptors(socket);
    this.peer = SocketText.peer(socket.stream());
    this.traffic = traffic;
  }

  /** The bytes, for whoever reads them. */
  PeerStream stream() {
    return stream;
  }

  @Override
  public long id() {
    return socket.number();
  }

  @Override
  public String peer() {
    return peer;
  }

  /** An interrupt does not end it, since half a message is worth nothing: the deadline does. */
  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    var end = Deadline.in(deadline);
    long start = System.nanoTime();
    int size = data.remaining();
    boolean done = false;
    boolean interrupted = false;
    try {
      interrupted = end.lock(socket.sending());
      try {
        interrupted |= writeAll(data, end);
        done = true;
      } finally {
        socket.sending().unlock();
      }
    } finally {
      traffic.wrote(start, size - data.remaining(), data.remaining());
      if (!done) {
        close(); // the stream has a hole now
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public Optional<DescriptorPassing> descriptors() {
    return passesDescriptors
        ? Optional.of(new SocketDescriptors(socket.stream()))
        : Optional.empty();
  }

  /**
   * Shuts the socket down. Whoever reads from it, this generation of code or the next, notices and
   * does the rest.
   */
  @Override
  public void close() {
    stream.farewell();
    try {
      socket.stream().shutdown();
    } catch (IOException _) {
      // It is closed already.
    }
  }

  @Override
  public String toString() {
    return peer + " #" + id();
  }

  private boolean writeAll(ByteBuffer data, Deadline end) throws IOException {
    if (stream.wroteAll(data)) {
      return false; // the common case waits for nothing
    }
    boolean interrupted = false;
    try (var ready = new Poller()) {
      do {
        if (end.passed()) {
          throw new InterruptedIOException(
              "%s did not take %d bytes before the deadline".formatted(peer, data.remaining()));
        }
        interrupted |= Thread.interrupted(); // else the wait would not wait
        socket.stream().await(ready, Interest.WRITE, end.left());
      } while (!stream.wroteAll(data));
    }
    return interrupted;
  }
}
