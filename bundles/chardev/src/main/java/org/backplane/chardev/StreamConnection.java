package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.backplane.api.chardev.Connection;
import org.jspecify.annotations.Nullable;

/** A front end's view of a {@link DescriptorStream}, which goes on when this ends. */
final class StreamConnection implements Connection {

  private final long id;
  private final String peer;
  private final DescriptorStream stream;
  private final Traffic traffic;
  private final Runnable ended;
  private volatile boolean over;
  private volatile @Nullable IOException failure;

  /**
   * @param traffic what is measured
   * @param ended run when it ends from this side; any thread, perhaps twice
   */
  StreamConnection(long id, String peer, DescriptorStream stream, Traffic traffic, Runnable ended) {
    this.id = id;
    this.peer = peer;
    this.stream = stream;
    this.traffic = traffic;
    this.ended = ended;
    traffic.came(id);
  }

  /** Whether it ended from this side. */
  boolean hasEnded() {
    return over;
  }

  /** Why the peer did not take what it was sent, if that is how it ended. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (over) {
      throw new IOException(peer + " is closed for this front end");
    }
    boolean done = false;
    long start = System.nanoTime();
    int size = data.remaining();
    try {
      stream.write(data, Deadline.in(deadline));
      done = true;
    } catch (IOException e) {
      failure = e;
      throw e;
    } finally {
      traffic.wrote(start, size - data.remaining(), data.remaining());
      if (!done) {
        close();
      }
    }
  }

  /** The stream stays open: it serves the next connection. */
  @Override
  public void close() {
    over = true;
    ended.run();
  }
}
