package org.backplane.chardev;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device over descriptors of this host: one peer that is always there. */
final class DescriptorChardev implements Chardev {

  private static final Logger LOG = LoggerFactory.getLogger(DescriptorChardev.class);
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final String id;
  private final String subject;
  private final DescriptorKind kind;
  private final DescriptorStream stream;
  private final Runnable released;
  private final ReentrantLock lock = new ReentrantLock();
  private final FrontEndSlot slot = new FrontEndSlot();
  private @Nullable DescriptorSession session;
  private boolean closed;

  /**
   * @param id names the thread
   * @param released run when the descriptors are free for another device
   */
  DescriptorChardev(
      String id, String subject, DescriptorKind kind, DescriptorStream stream, Runnable released) {
    this.id = id;
    this.subject = subject;
    this.kind = kind;
    this.stream = stream;
    this.released = released;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    lock.lock();
    try {
      if (!closed) {
        slot.attach(frontEnd);
        session =
            DescriptorSession.start("backplane-chardev-" + id, subject, kind, stream, frontEnd);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void detach(FrontEnd frontEnd) {
    DescriptorSession ending = null;
    lock.lock();
    try {
      if (slot.detach(frontEnd)) {
        ending = session;
        session = null;
      }
    } finally {
      lock.unlock();
    }
    if (ending != null && !ending.stop(PATIENCE)) {
      LOG.warn("{}: a front end holds on to the thread that delivers to it", subject);
    }
  }

  @Override
  public void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  @Override
  public String filename() {
    return kind.name();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    slot.get().ifPresent(this::detach);
    stream.close();
    released.run();
  }
}
