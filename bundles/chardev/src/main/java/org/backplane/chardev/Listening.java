package org.backplane.chardev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Creation;
import org.backplane.api.object.Resources;
import org.backplane.linux.LinuxException;
import org.backplane.linux.ListeningSocket;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketName;
import org.backplane.linux.StreamSocket;
import org.backplane.linux.UnixListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening socket of a definition, kept among its resources.
 *
 * @param place as {@code query-chardev} shows it, with the real port
 */
record Listening(ListeningSocket socket, String place) {

  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final String LISTENER = "listener";
  // Clients beyond the front end's limit wait here, as do those that come while code is exchanged.
  private static final int BACKLOG = 16;

  /** The one that earlier code made, or else a new one. */
  static Listening keep(Creation creation, SocketPlace place) throws BackplaneException {
    String subject = creation.subject();
    Resources resources = creation.resources();
    ListeningSocket socket =
        switch (place) {
          case SocketPlace.Unix(var path) ->
              resources
                  .keep(
                      LISTENER,
                      UnixListener.class,
                      () -> allowed(subject, place, () -> UnixListener.bind(path, BACKLOG)))
                  .socket();
          case SocketPlace.Abstract _, SocketPlace.Inherited _, SocketPlace.Inet _ ->
              resources.keep(
                  LISTENER,
                  ListeningSocket.class,
                  () -> allowed(subject, place, () -> bind(place)));
        };
    return new Listening(
        socket, place instanceof SocketPlace.Inet ? bound(subject, socket) : place.text());
  }

  /** Waits for a client that may come in. */
  Newcomer firstClient(
      String subject, boolean noDelay, Optional<Protection> protection, Complaint complaint)
      throws HostException {
    LOG.warn("{}: waiting for the first client on {}", subject, place); // for the people there
    try (var ready = new Poller()) {
      while (true) {
        StreamSocket client = awaitClient(ready, noDelay);
        if (protection.isEmpty()) {
          return Newcomer.plain(client);
        }
        try {
          return protection.get().protect(client, ready, Thread.currentThread()::isInterrupted);
        } catch (IOException e) {
          complaint.about(e);
        }
      }
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "no client came", e);
    }
  }

  private StreamSocket awaitClient(Poller ready, boolean noDelay) throws IOException {
    Optional<StreamSocket> client = Acceptor.accept(socket, noDelay);
    while (client.isEmpty()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("the wait was interrupted");
      }
      socket.await(ready, Deadline.LONGEST);
      client = Acceptor.accept(socket, noDelay);
    }
    return client.get();
  }

  private static ListeningSocket bind(SocketPlace place) throws IOException {
    return switch (place) {
      case SocketPlace.Abstract(var name, boolean tight) ->
          ListeningSocket.bind(new SocketName.Abstract(name, tight), BACKLOG);
      case SocketPlace.Inherited(int number) -> ListeningSocket.inherited(number);
      case SocketPlace.Inet inet -> bindFirstFree(inet);
      case SocketPlace.Unix(var path) -> throw new IllegalArgumentException(path + " is a file");
    };
  }

  private static ListeningSocket bindFirstFree(SocketPlace.Inet place) throws IOException {
    Iterator<InetAddress> addresses = Dialer.addresses(place).iterator();
    while (true) {
      InetAddress address = addresses.next();
      try {
        return bindFirstFree(place, address);
      } catch (LinuxException e) {
        if (!addresses.hasNext() || isTaken(e)) {
          throw e;
        }
        LOG.debug("{} is not to be had, the name's next address may be", address, e);
      }
    }
  }

  private static ListeningSocket bindFirstFree(SocketPlace.Inet place, InetAddress address)
      throws LinuxException {
    for (int port = place.port(); port < place.lastPort(); port++) {
      try {
        return bind(place, address, port);
      } catch (LinuxException e) {
        LOG.debug("port {} is not to be had, the next one may be", port, e);
      }
    }
    return bind(place, address, place.lastPort());
  }

  private static ListeningSocket bind(SocketPlace.Inet place, InetAddress address, int port)
      throws LinuxException {
    var name = new SocketName.Inet(new InetSocketAddress(address, port));
    return ListeningSocket.bind(name, BACKLOG, !place.families().v4());
  }

  private static boolean isTaken(LinuxException e) {
    return e.errnoName().equals("EADDRINUSE");
  }

  private static String bound(String subject, ListeningSocket socket) throws HostException {
    try {
      return SocketText.of(socket.local());
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "its listener is gone", e);
    }
  }

  @FunctionalInterface
  private interface Binding<R> {
    R bind() throws IOException;
  }

  private static <R> R allowed(String subject, SocketPlace place, Binding<R> binding)
      throws HostException {
    try {
      return binding.bind();
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot listen on " + place.text(), e);
    }
  }
}
