package org.backplane.chardev;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.Poller;

/** A listening or connecting socket. Listener and connections belong to the definition. */
final class SocketChardev implements Chardev {

  private final Peers peers;
  private final Poller ready;
  private final Optional<Link> link;
  private final String place;
  private final String suffix;

  /**
   * @param link brings new peers; empty when none can come any more
   * @param place as {@code query-chardev} shows it
   * @param suffix what follows the place there
   */
  SocketChardev(Peers peers, Poller ready, Optional<Link> link, String place, String suffix) {
    this.peers = peers;
    this.ready = ready;
    this.link = link;
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
    ending.addAll(peers.stop());
    peers.await(ending);
    ready.close();
  }
}
