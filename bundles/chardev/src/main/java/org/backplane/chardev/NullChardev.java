package org.backplane.chardev;

import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;

/**
 * Nobody ever comes, so nothing is ever received and nobody can be written to; unless somebody logs
 * what is written, who needs a peer that it is written to.
 */
final class NullChardev implements Chardev {

  private final boolean logged;
  private final Traffic traffic;
  private final FrontEndSlot slot = new FrontEndSlot();

  NullChardev(boolean logged, Traffic traffic) {
    this.logged = logged;
    this.traffic = traffic;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    slot.attach(frontEnd);
    if (logged) {
      frontEnd.opened(
          new SinkConnection("null", data -> data.position(data.limit()), traffic, frontEnd));
    }
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    slot.detach(frontEnd);
  }

  @Override
  public void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  @Override
  public String filename() {
    return "null";
  }

  @Override
  public void close() {}
}
