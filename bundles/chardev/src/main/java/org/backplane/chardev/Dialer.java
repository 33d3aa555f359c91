package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.backplane.linux.UnixName;

/**
 * Connects to a server.
 *
 * @param place where it listens
 * @param noDelay for TCP
 */
record Dialer(SocketPlace place, boolean noDelay) {

  /** How long one try may take. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * One try, over all addresses that the host has.
   *
   * @param ready ends the wait when it is woken
   * @param stopped whether it was woken to give up
   * @return a connected socket in non-blocking mode
   */
  SocketChannel connect(Readiness ready, BooleanSupplier stopped) throws IOException {
    return switch (place) {
      case SocketPlace.Unix(var path) -> {
        try (UnixName name = UnixName.of(path)) {
          yield nonBlocking(
              SocketChannel.open(StandardProtocolFamily.UNIX), c -> c.connect(name.address()));
        }
      }
      case SocketPlace.Inet inet -> connect(inet, ready, stopped);
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

  private SocketChannel connect(SocketPlace.Inet inet, Readiness ready, BooleanSupplier stopped)
      throws IOException {
    var end = Deadline.in(PATIENCE);
    IOException last = new UnknownHostException(inet.host());
    for (InetAddress address : addresses(inet)) {
      try {
        return nonBlocking(
            SocketChannel.open(),
            channel -> {
              channel.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
              channel.connect(new InetSocketAddress(address, inet.port()));
              finish(channel, ready, stopped, end);
            });
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  private static void finish(
      SocketChannel channel, Readiness ready, BooleanSupplier stopped, Deadline end)
      throws IOException {
    try {
      while (!channel.finishConnect()) {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while connecting");
        }
        if (end.passed()) {
          throw new SocketTimeoutException("ETIMEDOUT (no answer)");
        }
        ready.await(channel, SelectionKey.OP_CONNECT, end.left());
      }
    } finally {
      ready.forget(channel);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run(SocketChannel channel) throws IOException;
  }

  private static SocketChannel nonBlocking(SocketChannel channel, Step step) throws IOException {
    try {
      channel.configureBlocking(false);
      step.run(channel);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
