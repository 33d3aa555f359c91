package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Creation;
import org.backplane.linux.SocketTable;
import org.backplane.linux.UnixListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of a definition, kept among its resources.
 *
 * @param channel in non-blocking mode
 * @param place as {@code query-chardev} shows it, with the real port
 */
record Listening(ServerSocketChannel channel, String place) {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final String LISTENER = "listener";
  // Clients beyond the front end's limit wait here, as do those that come while code is exchanged.
  private static final int BACKLOG = 16;

  /** The one that earlier code made, or else a new one. */
  static Listening keep(Creation creation, SocketPlace place) throws BackplaneException {
    String subject = creation.subject();
    return switch (place) {
      case SocketPlace.Unix unix -> {
        UnixListener listener =
            creation.resources().keep(LISTENER, UnixListener.class, () -> bind(subject, unix));
        yield new Listening(listener.channel(), unix.text());
      }
      case SocketPlace.Inet inet -> {
        ServerSocketChannel channel =
            creation
                .resources()
                .keep(LISTENER, ServerSocketChannel.class, () -> bind(subject, inet));
        yield new Listening(channel, "tcp:" + localText(subject, channel));
      }
    };
  }

  /** A table for the clients; with the first one in it when the device waits for that. */
  SocketTable firstPeers(String subject, boolean waits, boolean noDelay) throws HostException {
    var table = new SocketTable();
    if (!waits) {
      return table;
    }
    LOG.info("{}: waiting for the first client on {}", subject, place);
    try {
      table.add(awaitClient(noDelay));
      return table;
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "no client came", e);
    }
  }

  private SocketChannel awaitClient(boolean noDelay) throws IOException {
    try (var ready = new Readiness()) {
      Optional<SocketChannel> client = Acceptor.accept(channel, noDelay);
      while (client.isEmpty()) {
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the wait was interrupted");
        }
        ready.await(channel, SelectionKey.OP_ACCEPT, Readiness.FOREVER);
        client = Acceptor.accept(channel, noDelay);
      }
      return client.get();
    }
  }

  private static UnixListener bind(String subject, SocketPlace.Unix place) throws HostException {
    try {
      UnixListener listener = UnixListener.bind(place.path(), BACKLOG);
      listener.channel().configureBlocking(false);
      return listener;
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot listen on " + place.text(), e);
    }
  }

  private static ServerSocketChannel bind(String subject, SocketPlace.Inet place)
      throws HostException {
    try {
      return bindFirstFree(place);
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot listen on " + place.text(), e);
    }
  }

  private static ServerSocketChannel bindFirstFree(SocketPlace.Inet place) throws IOException {
    InetAddress address = Dialer.addresses(place).getFirst();
    for (int port = place.port(); port < place.lastPort(); port++) {
      try {
        return bind(new InetSocketAddress(address, port));
      } catch (BindException _) {
        // the next one may be free
      }
    }
    return bind(new InetSocketAddress(address, place.lastPort()));
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      return channel.bind(address, BACKLOG);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static String localText(String subject, ServerSocketChannel channel)
      throws HostException {
    try {
      return SocketText.text(channel.getLocalAddress());
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "its listener is gone", e);
    }
  }
}
