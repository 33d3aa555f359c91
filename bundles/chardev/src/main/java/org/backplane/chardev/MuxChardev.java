package org.backplane.chardev;

import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.object.Lease;
import org.backplane.api.object.LeaseListener;
import org.jspecify.annotations.Nullable;

/** A device whose peer several front ends share. It is a place itself; others are ports. */
final class MuxChardev implements Chardev, LeaseListener<Chardev> {

  private final Mux mux;
  private final MuxPort ownPort;
  private volatile @Nullable Lease<Chardev> lease;

  MuxChardev(Mux mux, MuxPort ownPort) {
    this.mux = mux;
    this.ownPort = ownPort;
    ownPort.join(mux);
  }

  /** Begins, with the lease that this object listens to. */
  void start(Lease<Chardev> taken) {
    lease = taken;
  }

  Mux mux() {
    return mux;
  }

  @Override
  public void attached(Chardev target) {
    target.attach(mux);
  }

  @Override
  public void detached() {
    // Its connection comes back with the device's new code.
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    ownPort.attach(frontEnd);
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    ownPort.detach(frontEnd);
  }

  @Override
  public boolean peersReturn() {
    return true; // at the next key
  }

  @Override
  public void sendBreak() {
    mux.broken();
  }

  @Override
  public String filename() {
    return "mux";
  }

  @Override
  public void close() {
    Lease<Chardev> held = lease;
    if (held != null) {
      held.target().ifPresent(device -> device.detach(mux));
    }
  }
}
