package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketName;
import org.backplane.linux.StreamSocket;
import org.backplane.linux.UnixName;

/**
 * Connects to a server.
 *
 * @param place where it listens
 * @param noDelay for TCP
 * @param protection what follows at once; empty when nothing protects the bytes
 */
record Dialer(SocketPlace place, boolean noDelay, Optional<Protection> protection) {

  /** How long one try may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * One try, over all addresses that the host has.
   *
   * @param ready ends the wait when it is woken
   * @param stopped whether it was woken to give up
   */
  Newcomer connect(Poller ready, BooleanSupplier stopped) throws IOException {
    StreamSocket socket = connectPlain(ready, stopped);
    return protection.isPresent()
        ? protection
            .get()
            .protect(
                socket,
                ready,
                () -> stopped.getAsBoolean() || Thread.currentThread().isInterrupted())
        : Newcomer.plain(socket);
  }

  private StreamSocket connectPlain(Poller ready, BooleanSupplier stopped) throws IOException {
    var attempt = new Attempt(ready, stopped, Deadline.in(PATIENCE));
    return switch (place) {
      case SocketPlace.Unix(var path) -> {
        try (UnixName name = UnixName.of(path)) {
          yield connect(name.name(), attempt);
        }
      }
      case SocketPlace.Abstract(var name, boolean tight) ->
          connect(new SocketName.Abstract(name, tight), attempt);
      case SocketPlace.Inherited(int number) -> StreamSocket.inherited(number);
      case SocketPlace.Inet inet -> connect(inet, attempt);
    };
  }

  /** The addresses of a host that may be used. */
  static List<InetAddress> addresses(SocketPlace.Inet inet) throws IOException {
    List<InetAddress> all =
        NameLookup.of(inet.host(), PATIENCE).stream().filter(inet.families()::allow).toList();
    if (all.isEmpty()) {
      throw new UnknownHostException(inet.host() + " has no address of that family");
    }
    return all;
  }

  private StreamSocket connect(SocketPlace.Inet inet, Attempt attempt) throws IOException {
    IOException last = new UnknownHostException(inet.host());
    for (InetAddress address : addresses(inet)) {
      try {
        var target = new InetSocketAddress(address, inet.port());
        return connect(new SocketName.Inet(target), attempt);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private StreamSocket connect(SocketName name, Attempt attempt) throws IOException {
    StreamSocket socket = StreamSocket.connecting(name);
    try {
      if (noDelay) {
        socket.setNoDelay(true);
      }
      attempt.await(socket);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private record Attempt(Poller ready, BooleanSupplier stopped, Deadline end) {

    void await(StreamSocket socket) throws IOException {
      while (socket.await(ready, Poller.Interest.WRITE, end.left()) != Poller.Outcome.READY) {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while connecting");
        }
        if (end.passed()) {
          throw new SocketTimeoutException("ETIMEDOUT (no answer)");
        }
      }
      socket.finishConnect();
    }
  }
}
