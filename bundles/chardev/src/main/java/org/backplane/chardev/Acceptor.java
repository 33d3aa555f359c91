package org.backplane.chardev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes clients in while there is room; the others wait in the host's queue. */
final class Acceptor implements Link.Round {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final String subject;
  private final ServerSocketChannel listener;
  private final boolean noDelay;
  private final Peers peers;
  private final Readiness ready;
  private boolean failing;

  Acceptor(
      String subject, ServerSocketChannel listener, boolean noDelay, Peers peers, Readiness ready) {
    this.subject = subject;
    this.listener = listener;
    this.noDelay = noDelay;
    this.peers = peers;
    this.ready = ready;
  }

  @Override
  public void run(BooleanSupplier stopped) throws IOException {
    boolean room = peers.hasRoom();
    ready.await(listener, room ? SelectionKey.OP_ACCEPT : 0, Readiness.FOREVER);
    if (!room || stopped.getAsBoolean()) {
      return;
    }
    try {
      Optional<SocketChannel> client = accept(listener, noDelay);
      if (client.isPresent()) {
        peers.admit(client.get());
        failing = false;
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      complainOnce(e);
      ready.await(listener, 0, PAUSE_AFTER_FAILURE);
    }
  }

  /** The next client of a non-blocking listener, in non-blocking mode itself. */
  static Optional<SocketChannel> accept(ServerSocketChannel listener, boolean noDelay)
      throws IOException {
    SocketChannel client = listener.accept();
    if (client == null) {
      return Optional.empty();
    }
    try {
      client.configureBlocking(false);
      if (client.getLocalAddress() instanceof InetSocketAddress) {
        client.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
      }
      return Optional.of(client);
    } catch (IOException e) {
      client.close(); // it went before it was there
      LOG.debug("a client was lost while it was accepted", e);
      return Optional.empty();
    }
  }

  private void complainOnce(IOException reason) {
    if (!failing) {
      failing = true;
      LOG.warn("{}: clients cannot be accepted for now", subject, reason);
    }
  }
}
