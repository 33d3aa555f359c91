package org.backplane.chardev;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.backplane.api.tls.TlsSession;
import org.backplane.api.tls.TlsSessions;
import org.backplane.linux.OpenSocket;
import org.backplane.linux.SocketTable;

/** The connected peers of a definition: their sockets, and what protects them. Any thread. */
record PeerTable(SocketTable sockets, TlsSessions sessions) {

  /** A table for peers that nothing protects. */
  static PeerTable plain(SocketTable sockets) {
    return new PeerTable(sockets, new TlsSessions());
  }

  /** Takes a peer over; closes its socket when the definition has ended. */
  OpenSocket add(Newcomer newcomer) throws IOException {
    OpenSocket socket = sockets.add(newcomer.socket());
    newcomer.session().ifPresent(session -> sessions.put(socket.number(), session));
    return socket;
  }

  void remove(OpenSocket socket) {
    sockets.remove(socket);
    sessions.remove(socket.number());
  }

  /** Hangs up on all. */
  void clear() {
    all().forEach(this::remove);
  }

  /** Those not removed, the oldest first. */
  List<OpenSocket> all() {
    return sockets.sockets();
  }

  int size() {
    return sockets.size();
  }

  /** The bytes of a peer. */
  PeerStream stream(OpenSocket socket) {
    Optional<TlsSession> session = sessions.find(socket.number());
    return session.isPresent()
        ? new TlsStream(socket.stream(), session.get(), socket.sending())
        : new PlainStream(socket.stream());
  }

  /** Whether open files can go along with a peer's bytes. */
  boolean passesDescriptors(OpenSocket socket) {
    return socket.stream().passesDescriptors() && sessions.find(socket.number()).isEmpty();
  }
}
