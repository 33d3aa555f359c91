package org.backplane.chardev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.linux.LinuxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link DescriptorStream} in the hands of one front end. */
final class DescriptorSession implements Connection {

  private static final Logger LOG = LoggerFactory.getLogger(DescriptorSession.class);
  private static final int BUFFER_BYTES = 8 * 1024;

  private final String subject;
  private final DescriptorKind kind;
  private final DescriptorStream stream;
  private final FrontEnd frontEnd;
  private final Semaphore told = new Semaphore(0);
  // A platform thread: it spends its life in poll(2), which would hold a virtual thread's carrier.
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean ended;

  private DescriptorSession(
      String threadName,
      String subject,
      DescriptorKind kind,
      DescriptorStream stream,
      FrontEnd frontEnd) {
    this.subject = subject;
    this.kind = kind;
    this.stream = stream;
    this.frontEnd = frontEnd;
    this.thread = Thread.ofPlatform().daemon().name(threadName).unstarted(this::run);
  }

  static DescriptorSession start(
      String threadName,
      String subject,
      DescriptorKind kind,
      DescriptorStream stream,
      FrontEnd frontEnd) {
    var session = new DescriptorSession(threadName, subject, kind, stream, frontEnd);
    session.thread.start();
    return session;
  }

  /** Stops reading; answers whether the thread ended in time. */
  boolean stop(Duration patience) {
    stopped = true;
    tell();
    if (thread.equals(Thread.currentThread())) {
      return true; // called from within a delivery: it ends when it returns
    }
    try {
      return thread.join(patience);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public String peer() {
    return kind.name();
  }

  @Override
  public void write(ByteBuffer data, Duration deadline) throws IOException {
    if (ended) {
      throw new IOException(kind.name() + " is closed for this front end");
    }
    boolean done = false;
    try {
      stream.write(data, Deadline.in(deadline));
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** The streams stay open: they serve the next front end. */
  @Override
  public void close() {
    ended = true;
    tell();
  }

  private void tell() {
    stream.wake();
    told.release();
  }

  private void run() {
    synchronized (stream.receiving()) { // earlier code may still be delivering
      if (stopped) {
        return;
      }
      try {
        frontEnd.opened(this);
        if (stream.hasInput()) {
          deliver();
        }
        awaitEnd();
      } catch (RuntimeException | LinkageError e) { // the latter when the front end's bundle goes
        ended = true;
        LOG.warn("{}: a front end failed, it gets no more input", subject, e);
      }
      if (ended) {
        closed();
      }
    }
  }

  private void deliver() {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try {
      while (!stopped && !ended) {
        int count = stream.read(buffer.clear());
        if (count < 0) {
          ended |= kind.endsWithInput();
          return;
        }
        if (count > 0) {
          frontEnd.received(this, buffer.flip());
        }
      }
    } catch (LinuxException e) {
      LOG.warn("{}: no more input: {}", subject, e.getMessage());
    }
  }

  // The end of the input need not be the end of the output.
  private void awaitEnd() {
    while (!stopped && !ended) {
      told.acquireUninterruptibly();
    }
  }

  private void closed() {
    try {
      frontEnd.closed(this);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("{}: a front end failed to close", subject, e);
    }
  }
}
