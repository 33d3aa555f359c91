package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.backplane.api.chardev.Connection;

/** A front end's share in the connection that a mux has: output of all, its end of its own. */
final class MuxConnection implements Connection {

  private final long id;
  private final Connection shared;
  private final Runnable ended;
  private volatile boolean over;

  /**
   * @param ended run when it ends from this side; any thread, perhaps twice
   */
  MuxConnection(long id, Connection shared, Runnable ended) {
    this.id = id;
    this.shared = shared;
    this.ended = ended;
  }

  Connection shared() {
    return shared;
  }

  /** Whether it ended from this side. */
  boolean hasEnded() {
    return over;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return shared.peer();
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (over) {
      throw new IOException(peer() + " is closed for this front end");
    }
    shared.write(data, deadline);
  }

  /** The others go on. */
  @Override
  public void close() {
    over = true;
    ended.run();
  }
}
