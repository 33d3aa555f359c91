package org.backplane.chardev;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.chardev.Yankable;
import org.backplane.linux.Poller;

/** A listening or connecting socket. Listener and connections belong to the definition. */
final class SocketChardev implements Yankable {

  private final Peers peers;
  private final Poller ready;
  private final Optional<Link> link;
  private final Optional<Handshakes> handshakes;
  private final String place;
  private final String suffix;

  /**
   * @param link brings new peers; empty when none can come any more
   * @param handshakes what they go through first; empty when nothing protects them, or for a client
   * @param place as {@code query-chardev} shows it
   * @param suffix what follows the place there
   */
  SocketChardev(
      Peers peers,
      Poller ready,
      Optional<Link> link,
      Optional<Handshakes> handshakes,
      String place,
      String suffix) {
    this.peers = peers;
    this.ready = ready;
    this.link = link;
    this.handshakes = handshakes;
    this.place = place;
    this.suffix = suffix;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    peers.attach(frontEnd);
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    peers.detach(frontEnd);
  }

  @Override
  public void sendBreak() {
    peers.sendBreak();
  }

  /** A client that reconnects does so after its usual pause. */
  @Override
  public void yank() {
    handshakes.ifPresent(Handshakes::cut);
    peers.cut();
  }

  @Override
  public boolean peersReturn() {
    return link.isPresent();
  }

  @Override
  public String filename() {
    return peers
        .first()
        .map(stream -> SocketText.connected(stream, place, suffix))
        .orElse("disconnected:" + place + suffix);
  }

  @Override
  public void close() {
    List<Thread> ending = new ArrayList<>(link.map(Link::stop).orElse(List.of()));
    handshakes.map(Handshakes::stop).ifPresent(ending::addAll);
    ending.addAll(peers.stop());
    peers.await(ending);
    ready.close();
  }
}
