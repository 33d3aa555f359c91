package org.backplane.chardev;

import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.LeaseListener;

/** One more place at a {@link MuxChardev}. */
final class MuxPortChardev implements Chardev, LeaseListener<MuxChardev> {

  private final MuxPort port;
  private volatile boolean refused;

  MuxPortChardev(MuxPort port) {
    this.port = port;
  }

  /** Whether the mux had no place left. */
  boolean isRefused() {
    return refused;
  }

  @Override
  public void attached(MuxChardev target) {
    refused = !port.join(target.mux());
  }

  @Override
  public void detached() {
    port.leave();
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    port.attach(frontEnd);
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    port.detach(frontEnd);
  }

  @Override
  public boolean peersReturn() {
    return true; // at the next key
  }

  @Override
  public void sendBreak() {
    port.sendBreak();
  }

  @Override
  public String filename() {
    return "mux";
  }

  @Override
  public void close() {
    port.leave();
  }
}
