package org.backplane.chardev;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.backplane.linux.ListeningSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.StreamSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes clients in while there is room; the others wait in the host's queue. */
final class Acceptor implements Link.Round {

  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

  private final String subject;
  private final ListeningSocket listener;
  private final boolean noDelay;
  private final Peers peers;
  private final Poller ready;
  private final Optional<Handshakes> handshakes;
  private boolean failing;

  /**
   * @param handshakes what clients must go through first; empty when nothing protects them
   */
  Acceptor(
      String subject,
      ListeningSocket listener,
      boolean noDelay,
      Peers peers,
      Poller ready,
      Optional<Handshakes> handshakes) {
    this.handshakes = handshakes;
    this.subject = subject;
    this.listener = listener;
    this.noDelay = noDelay;
    this.peers = peers;
    this.ready = ready;
  }

  @Override
  public void run(BooleanSupplier stopped) throws IOException {
    if (!peers.hasRoom()) {
      ready.pause(Deadline.LONGEST);
      return;
    }
    Optional<Newcomer> done = handshakes.flatMap(Handshakes::take);
    if (done.isPresent()) {
      admit(done.get());
      return;
    }
    if (!handshakes.map(Handshakes::canBegin).orElse(true)) {
      ready.pause(Deadline.LONGEST);
      return;
    }
    listener.await(ready, Deadline.LONGEST);
    if (stopped.getAsBoolean()) {
      return;
    }
    try {
      Optional<StreamSocket> client = accept(listener, noDelay);
      if (client.isPresent()) {
        welcome(client.get());
        failing = false;
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      complainOnce(e);
      ready.pause(PAUSE_AFTER_FAILURE);
    }
  }

  private void welcome(StreamSocket client) throws IOException {
    if (handshakes.isPresent()) {
      handshakes.get().begin(client);
    } else {
      peers.admit(Newcomer.plain(client));
    }
  }

  private void admit(Newcomer client) throws ClosedChannelException {
    try {
      peers.admit(client);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      complainOnce(e);
    }
  }

  /** The next client, if one is there. */
  static Optional<StreamSocket> accept(ListeningSocket listener, boolean noDelay)
      throws IOException {
    Optional<StreamSocket> client = listener.accept();
    if (client.isPresent() && noDelay) {
      try {
        client.get().setNoDelay(true);
      } catch (IOException e) {
        client.get().close(); // it went before it was there
        LOG.debug("a client was lost while it was accepted", e);
        return Optional.empty();
      }
    }
    return client;
  }

  private void complainOnce(IOException reason) {
    if (!failing) {
      failing = true;
      LOG.warn("{}: clients cannot be accepted for now", subject, reason);
    }
  }
}
