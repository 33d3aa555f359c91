package org.backplane.chardev;

import java.io.IOException;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.HostException;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.object.BackendFactory;
import org.backplane.api.object.Creation;
import org.backplane.linux.Poller;
import org.backplane.linux.SocketTable;
import org.osgi.service.component.annotations.Component;

/** Offers {@code socket}. */
@Component(service = BackendFactory.class)
public final class SocketChardevFactory extends ChardevFactory {

  private static final String CONNECTIONS = "connections";

  public SocketChardevFactory() {
    super(SocketType.TYPE);
  }

  @Override
  Chardev make(Creation creation) throws BackplaneException {
    SocketOptions options = SocketOptions.of(creation);
    return switch (options.role()) {
      case SocketRole.Server server -> server(creation, options, server);
      case SocketRole.Client client -> client(creation, options, client);
    };
  }

  private static SocketChardev server(
      Creation creation, SocketOptions options, SocketRole.Server server)
      throws BackplaneException {
    String subject = creation.subject();
    Listening listening = Listening.keep(creation, options.place());
    SocketTable table =
        creation
            .resources()
            .keep(
                CONNECTIONS,
                SocketTable.class,
                () -> listening.firstPeers(subject, server.waits(), options.noDelay()));
    Poller ready = poller(subject);
    var peers = new Peers(creation.path().id(), subject, table, ready, true);
    var acceptor = new Acceptor(subject, listening.socket(), options.noDelay(), peers, ready);
    Link link = Link.start(creation.path().id(), subject, ready, acceptor);
    peers.begin();
    return new SocketChardev(peers, ready, Optional.of(link), listening.place(), ",server=on");
  }

  private static SocketChardev client(
      Creation creation, SocketOptions options, SocketRole.Client client)
      throws BackplaneException {
    String subject = creation.subject();
    var dialer = new Dialer(options.place(), options.noDelay());
    SocketTable table =
        creation
            .resources()
            .keep(
                CONNECTIONS,
                SocketTable.class,
                () -> client.reconnects() ? new SocketTable() : connected(subject, dialer));
    Poller ready = poller(subject);
    // What a server said before it went is of no use to whoever talks to the next one.
    var peers = new Peers(creation.path().id(), subject, table, ready, !client.reconnects());
    Optional<Link> link =
        client.reconnects()
            ? Optional.of(
                Link.start(
                    creation.path().id(),
                    subject,
                    ready,
                    new Connector(subject, dialer, client.reconnect(), peers, ready)))
            : Optional.empty();
    peers.begin();
    return new SocketChardev(peers, ready, link, options.place().text(), "");
  }

  // Made once per definition: after an exchange of code a connection that has ended stays so.
  private static SocketTable connected(String subject, Dialer dialer) throws HostException {
    var table = new SocketTable();
    try (var ready = new Poller()) {
      table.add(dialer.connect(ready, () -> false));
      return table;
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot connect to " + dialer.place().text(), e);
    }
  }

  private static Poller poller(String subject) throws HostException {
    try {
      return new Poller();
    } catch (IOException e) {
      throw SocketRefusal.of(subject, "cannot wait for peers", e);
    }
  }
}
