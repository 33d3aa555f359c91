package org.backplane.chardev;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.object.Creation;
import org.backplane.api.tls.TlsCredentials.Endpoint;
import org.backplane.api.tls.TlsSessions;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketTable;

/** Puts a socket device together from its definition and from what earlier code has left. */
final class SocketAssembly {

  private static final String CONNECTIONS = "connections";
  private static final String SESSIONS = "sessions";

  private final Creation creation;
  private final String id;
  private final String subject;
  private final SocketOptions options;
  private final Poller ready;
  private final SocketTrace trace;
  private final Traffic traffic;

  /**
   * @param ready wakes the thread that brings peers; the device's from now on
   */
  SocketAssembly(Creation creation, SocketOptions options, Poller ready, SocketTrace trace) {
    this.creation = creation;
    this.id = creation.path().id();
    this.subject = creation.subject();
    this.options = options;
    this.ready = ready;
    this.trace = trace;
    this.traffic = Traffic.of(creation.metrics());
  }

  SocketChardev assemble() throws BackplaneException {
    boolean done = false;
    try {
      SocketChardev device =
          switch (options.role()) {
            case SocketRole.Server server -> server(server);
            case SocketRole.Client client -> client(client);
          };
      done = true;
      return device;
    } finally {
      if (!done) {
        hangUp();
      }
    }
  }

  // Earlier code may have left peers, and nobody is there who would ever answer them.
  private void hangUp() throws BackplaneException {
    table(_ -> new SocketTable()).clear();
  }

  private SocketChardev server(SocketRole.Server server) throws BackplaneException {
    Optional<Protection> protection = protection(Endpoint.SERVER, "");
    var complaint = new Complaint(subject, "a client was turned away", traffic.failures());
    Listening listening = Listening.keep(creation, options.place());
    PeerTable table =
        table(
            sessions -> {
              var made = new SocketTable();
              if (server.waits()) {
                first(
                    new PeerTable(made, sessions),
                    listening.firstClient(subject, options.noDelay(), protection, complaint));
              }
              return made;
            });
    var peers = new Peers(id, subject, table, ready, traffic, trace, true);
    Optional<Handshakes> handshakes =
        protection.map(with -> new Handshakes(id, with, ready, complaint));
    var acceptor =
        new Acceptor(subject, listening.socket(), options.noDelay(), peers, ready, handshakes);
    Link link = Link.start(id, subject, ready, acceptor);
    peers.begin();
    return new SocketChardev(
        peers, ready, Optional.of(link), handshakes, listening.place(), ",server=on");
  }

  private SocketChardev client(SocketRole.Client client) throws BackplaneException {
    var dialer = new Dialer(options.place(), options.noDelay(), clientProtection());
    PeerTable table =
        table(
            sessions -> {
              var made = new SocketTable();
              if (!client.reconnects()) {
                first(new PeerTable(made, sessions), connected(dialer));
              }
              return made;
            });
    // What a server said before it went is of no use to whoever talks to the next one.
    var peers = new Peers(id, subject, table, ready, traffic, trace, !client.reconnects());
    Optional<Link> link =
        client.reconnects()
            ? Optional.of(
                Link.start(
                    id,
                    subject,
                    ready,
                    new Connector(
                        subject, dialer, client.reconnect(), peers, ready, traffic.failures())))
            : Optional.empty();
    peers.begin();
    return new SocketChardev(peers, ready, link, Optional.empty(), options.place().text(), "");
  }

  private Optional<Protection> clientProtection() throws BackplaneException {
    return options.place() instanceof SocketPlace.Inet inet
        ? protection(Endpoint.CLIENT, inet.host())
        : Optional.empty();
  }

  private Optional<Protection> protection(Endpoint endpoint, String peerName)
      throws BackplaneException {
    return options.tls().isPresent()
        ? Optional.of(
            new ProtectionLeases(creation, options.tls().get(), ready).take(endpoint, peerName))
        : Optional.empty();
  }

  /** How the sockets of a definition come to be, when it is new. */
  @FunctionalInterface
  private interface FirstSockets {
    SocketTable make(TlsSessions sessions) throws BackplaneException;
  }

  private PeerTable table(FirstSockets first) throws BackplaneException {
    TlsSessions sessions = creation.resources().keep(SESSIONS, TlsSessions.class, TlsSessions::new);
    SocketTable sockets =
        creation.resources().keep(CONNECTIONS, SocketTable.class, () -> first.make(sessions));
    return new PeerTable(sockets, sessions);
  }

  private void first(PeerTable table, Newcomer newcomer) throws HostException {
    try {
      table.add(newcomer);
      traffic.connections().increment();
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "the first peer is lost", e);
    }
  }

  // Made once per definition: after an exchange of code a connection that has ended stays so.
  private Newcomer connected(Dialer dialer) throws HostException {
    try (var waiting = new Poller()) {
      return dialer.connect(waiting, () -> false);
    } catch (IOException e) {
      traffic.failures().increment();
      throw SocketRefusal.of(subject, "cannot connect to " + dialer.place().text(), e);
    }
  }
}
