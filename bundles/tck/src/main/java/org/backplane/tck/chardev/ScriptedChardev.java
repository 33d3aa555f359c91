package org.backplane.tck.chardev;

import java.util.Objects;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;

/** One generation of a character device's code; its peers connect when a test says so. */
public final class ScriptedChardev implements Chardev {

  private volatile @Nullable FrontEnd frontEnd;

  @Override
  public void attach(FrontEnd front) {
    if (frontEnd != null) {
      throw new IllegalStateException("another front end is attached");
    }
    frontEnd = front;
  }

  @Override
  public void detach(FrontEnd front) {
    if (front.equals(frontEnd)) {
      frontEnd = null;
    }
  }

  public boolean isAttached() {
    return frontEnd != null;
  }

  /** Who is attached; still there when another generation serves the device. */
  FrontEnd frontEnd() {
    return Objects.requireNonNull(frontEnd, "nobody is attached");
  }

  /**
   * A peer comes, on the caller's thread as if it were the device's.
   *
   * @param id the connection's number
   */
  public ScriptedPeer connect(long id) {
    var peer = new ScriptedPeer(id, this);
    frontEnd().opened(peer);
    return peer;
  }

  @Override
  public String filename() {
    return "tcp:127.0.0.1:1234,server=on";
  }

  @Override
  public void close() {}
}
