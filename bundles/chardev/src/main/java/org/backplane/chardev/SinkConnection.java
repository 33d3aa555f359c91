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
  private final Traffic traffic;
  private final FrontEnd frontEnd;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param sink takes all remaining bytes; called from any thread; throws an {@link
   *     IllegalStateException} when it is closed
   * @param traffic what is measured
   */
  SinkConnection(String peer, Consumer<ByteBuffer> sink, Traffic traffic, FrontEnd frontEnd) {
    this.peer = peer;
    this.sink = sink;
    this.traffic = traffic;
    this.frontEnd = frontEnd;
    traffic.came(1);
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
    long start = System.nanoTime();
    int size = data.remaining();
    try {
      sink.accept(data);
      traffic.wrote(start, size, 0);
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
