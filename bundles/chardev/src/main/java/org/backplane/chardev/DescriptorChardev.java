package org.backplane.chardev;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Chardev;
import org.backplane.api.chardev.FrontEnd;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device over descriptors of this host: a peer that is always there, or comes and goes. */
final class DescriptorChardev implements Chardev {

  private static final Logger LOG = LoggerFactory.getLogger(DescriptorChardev.class);
  private static final Duration PATIENCE = Duration.ofMillis(900);

  /** Begins to serve a front end. */
  @FunctionalInterface
  interface Sessions {
    DescriptorSession begin(FrontEnd frontEnd);
  }

  private final String subject;
  private final String filename;
  private final Sessions sessions;
  private final Runnable ended;
  private final ReentrantLock lock = new ReentrantLock();
  private final FrontEndSlot slot = new FrontEndSlot();
  private @Nullable DescriptorSession session;
  private boolean closed;

  /**
   * @param filename what {@code query-chardev} shows
   * @param ended run when this code has ended
   */
  DescriptorChardev(String subject, String filename, Sessions sessions, Runnable ended) {
    this.subject = subject;
    this.filename = filename;
    this.sessions = sessions;
    this.ended = ended;
  }

  @Override
  public void attach(FrontEnd frontEnd) {
    lock.lock();
    try {
      if (!closed) {
        slot.attach(frontEnd);
        session = sessions.begin(frontEnd);
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

  /** Whoever is hung up on gets another conversation a moment later. */
  @Override
  public boolean peersReturn() {
    return true;
  }

  @Override
  public String filename() {
    return filename;
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
    ended.run();
  }
}
