package org.backplane.qtest.fake;

import java.util.Objects;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;

/** One generation of a character device's code; its peers connect when a test says so. */
public final class FakeDevice implements Chardev {

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

  FrontEnd frontEnd() {
    return Objects.requireNonNull(frontEnd, "nobody is attached");
  }

  /** A peer comes; the number is the connection's. */
  public Client connect(long id) {
    var client = new Client(id, this);
    frontEnd().opened(client);
    return client;
  }

  @Override
  public String filename() {
    return "tcp:127.0.0.1:1234,server=on";
  }

  @Override
  public void close() {}
}
