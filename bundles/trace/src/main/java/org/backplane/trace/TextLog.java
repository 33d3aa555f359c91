package org.backplane.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.backplane.api.thread.WorkerThread;
import org.backplane.api.trace.TraceField;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events as text. Whoever tells one puts it into a queue and goes on; one thread, which lives from
 * the first start to the end, writes. What does not fit into the queue is counted, and the log
 * tells how much that was.
 */
final class TextLog implements AutoCloseable {

  /** How many lines may wait. */
  static final int CAPACITY = 16 * 1024;

  /** What the log calls events that it could not take. */
  static final String LOST = "trace_events_lost";

  private static final Logger LOG = LoggerFactory.getLogger(TextLog.class);
  private static final List<TraceField> LOST_FIELDS = List.of(TraceField.unsigned("count"));
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);
  private static final int BATCH = 32 * 1024;

  private final ConcurrentLinkedQueue<TextLine> lines = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicReference<@Nullable OutputStream> next = new AtomicReference<>();
  private final long pid = ProcessHandle.current().pid();
  private OutputStream out; // the writer's
  private boolean failing; // the writer's
  private volatile boolean idle;
  private volatile boolean closing;
  private volatile @Nullable Thread writer;

  /**
   * @param out closed when the log goes elsewhere or ends
   */
  TextLog(OutputStream out) {
    this.out = out;
  }

  /** Makes its thread, unless it is there. */
  synchronized void start() {
    if (writer == null && !closing) {
      Thread next = WorkerThread.platform("trace-log", this::run);
      next.start();
      writer = next; // not one that the host refused to start
      LockSupport.unpark(next); // lines may have come when nobody knew it
    }
  }

  /** Takes a line, or counts it as lost. Never waits. */
  void add(TextLine line) {
    if (closing) {
      return;
    }
    if (waiting.incrementAndGet() > CAPACITY) {
      waiting.decrementAndGet();
      lost.incrementAndGet();
    } else {
      lines.add(line);
    }
    wake();
  }

  /** Counts one as lost. */
  void lose() {
    lost.incrementAndGet();
  }

  /** Writes what comes, and what waits, there from now on. */
  void to(OutputStream other) {
    OutputStream skipped = next.getAndSet(other);
    if (skipped != null) {
      close(skipped);
    }
    wake();
  }

  private void wake() {
    if (idle) {
      LockSupport.unpark(writer);
    }
  }

  private void run() {
    var text = new StringBuilder();
    while (true) {
      boolean last = closing; // what came before that is in the queue
      changeOver();
      drain(text);
      if (last && lines.isEmpty()) {
        changeOver();
        close(out);
        return;
      }
      rest();
    }
  }

  private void rest() {
    idle = true;
    if (lines.isEmpty() && !closing && next.get() == null && lost.get() == 0) {
      LockSupport.park(this);
    }
    idle = false;
  }

  private void changeOver() {
    OutputStream other = next.getAndSet(null);
    if (other != null) {
      close(out);
      out = other;
      failing = false;
    }
  }

  private void drain(StringBuilder text) {
    for (TextLine line = lines.poll(); line != null; line = lines.poll()) {
      waiting.decrementAndGet();
      line.append(text, pid);
      if (text.length() >= BATCH) {
        write(text);
      }
    }
    long missing = lost.getAndSet(0);
    if (missing > 0) {
      new TextLine(Instant.now(), LOST, LOST_FIELDS, Told.of(LOST_FIELDS, new Object[] {missing}))
          .append(text, pid);
    }
    write(text);
  }

  private void write(StringBuilder text) {
    if (text.isEmpty()) {
      return;
    }
    try {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        LOG.warn("trace lines are lost: {}", e.getMessage());
      }
      failing = true; // told once, not for each batch
    }
    text.setLength(0);
  }

  static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      LOG.warn("the trace log ends badly: {}", e.getMessage());
    }
  }

  /** Writes what waits and ends; gives up on an output that takes nothing. */
  @Override
  public void close() {
    Thread thread;
    synchronized (this) {
      closing = true;
      thread = writer;
    }
    if (thread == null) {
      changeOver();
      close(out);
      return;
    }
    LockSupport.unpark(thread);
    try {
      if (!thread.join(CLOSE_DEADLINE)) {
        LOG.warn("the trace log's output takes nothing; what waits is lost");
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
