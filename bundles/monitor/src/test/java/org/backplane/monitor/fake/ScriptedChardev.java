package org.backplane.monitor.fake;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;

/** One generation of a character device's code; its peers connect when a test says so. */
public final class ScriptedChardev implements Chardev {

  private final String filename;
  private final AtomicInteger breaks = new AtomicInteger();
  private volatile @Nullable FrontEnd frontEnd;

  public ScriptedChardev() {
    this("unix:/run/a.sock,server=on");
  }

  public ScriptedChardev(String filename) {
    this.filename = filename;
  }

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

  public FrontEnd frontEnd() {
    return Objects.requireNonNull(frontEnd, "nobody is attached");
  }

  public boolean attached() {
    return frontEnd != null;
  }

  /** A new peer. */
  public ScriptedPeer connect(long id) {
    var peer = new ScriptedPeer(id, this);
    frontEnd().opened(peer);
    return peer;
  }

  @Override
  public void sendBreak() {
    breaks.incrementAndGet();
  }

  /** How many breaks were sent. */
  public int breaks() {
    return breaks.get();
  }

  @Override
  public String filename() {
    return filename;
  }

  @Override
  public void close() {}
}
