package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;

/** A peer that takes everything at once and never sends. */
final class SinkConnection implements Connection {

  private final String peer;
  private final Consumer<ByteBuffer> sink;
  private final FrontEnd frontEnd;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param sink takes all remaining bytes; called from any thread; throws an {@link
   *     IllegalStateException} when it is closed
   */
  SinkConnection(String peer, Consumer<ByteBuffer> sink, FrontEnd frontEnd) {
    this.peer = peer;
    this.sink = sink;
    this.frontEnd = frontEnd;
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public String peer() {
    return peer;
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (closed.get()) {
      throw new IOException(peer + " is closed for this front end");
    }
    try {
      sink.accept(data);
    } catch (IllegalStateException e) {
      throw new IOException("the device is gone", e);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      frontEnd.closed(this);
    }
  }
}
