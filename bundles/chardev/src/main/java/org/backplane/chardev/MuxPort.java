package org.backplane.chardev;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.backplane.api.chardev.Connection;
import org.backplane.api.chardev.FrontEnd;
import org.backplane.api.thread.WorkerThread;
import org.backplane.linux.KeptNumber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the places at a mux. Whatever changes, {@link #follow} brings its front end to where the
 * mux is. Any thread; the lock is held while a front end is called, so that calls come one at a
 * time.
 */
final class MuxPort {

  private static final Logger LOG = LoggerFactory.getLogger(MuxPort.class);
  private static final Duration PATIENCE = Duration.ofMillis(900);

  private final String label;
  private final KeptNumber conversations;
  private final KeptNumber called;
  private final FrontEndSlot slot = new FrontEndSlot();
  private final ReentrantLock telling = new ReentrantLock();
  private volatile @Nullable Mux mux;
  private @Nullable MuxConnection connection;
  private boolean complained;

  /**
   * @param label its device's id, for people
   * @param conversations the number of the present one; belongs to the definition
   * @param called 1 when its front end sees the peer, 0 until somebody switches to it; the same
   */
  MuxPort(String label, KeptNumber conversations, KeptNumber called) {
    this.label = label;
    this.conversations = conversations;
    this.called = called;
  }

  String label() {
    return label;
  }

  boolean isTaken() {
    return slot.get().isPresent();
  }

  /** The mux is there; answers false when it has no place left. */
  boolean join(Mux to) {
    if (!to.add(this)) {
      return false;
    }
    mux = to;
    follow();
    return true;
  }

  /** The mux is away. What its front end has stays: another mux may go on with it. */
  void leave() {
    Mux from = mux;
    mux = null;
    if (from != null) {
      from.remove(this);
    }
  }

  void attach(FrontEnd frontEnd) {
    slot.attach(frontEnd);
    follow();
  }

  /** Returns when no call to the front end is under way, or takes too long. */
  void detach(FrontEnd frontEnd) {
    if (!slot.detach(frontEnd)) {
      return;
    }
    try {
      if (!telling.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: a front end holds on to the thread that delivers to it", label);
        return;
      }
      connection = null;
      telling.unlock();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void sendBreak() {
    slot.get().ifPresent(FrontEnd::broken);
  }

  /** Somebody switched to it, or types: whoever hung up is called again. */
  void call() {
    called.set(1);
    follow();
  }

  /** Passes on what was typed. */
  void deliver(ByteBuffer typed) {
    telling.lock();
    try {
      call();
      MuxConnection now = connection;
      if (now != null) {
        slot.get().ifPresent(frontEnd -> tell(() -> frontEnd.received(now, typed)));
      }
    } finally {
      telling.unlock();
    }
  }

  /** Tells the front end of the mux's connection what it does not know yet. */
  void follow() {
    telling.lock();
    try {
      Mux of = mux;
      Optional<FrontEnd> frontEnd = slot.get();
      if (of != null && frontEnd.isPresent()) {
        follow(of.connection(), frontEnd.get());
      }
    } finally {
      telling.unlock();
    }
  }

  private void follow(Optional<Connection> shared, FrontEnd frontEnd) {
    MuxConnection known = connection;
    if (known != null && known.hasEnded()) {
      conversations.advance(conversations.get());
      called.set(0);
      end(known, frontEnd);
    } else if (known != null && !isStill(known, shared)) {
      end(known, frontEnd);
    }
    known = connection;
    if (shared.isPresent()
        && called.get() == 1
        && (known == null || !known.shared().equals(shared.get()))) {
      begin(shared.get(), frontEnd);
    }
  }

  // The same peer may come with a new object, when the device's code was exchanged.
  private static boolean isStill(MuxConnection known, Optional<Connection> shared) {
    return shared.isPresent() && shared.get().id() == known.shared().id();
  }

  private void begin(Connection shared, FrontEnd frontEnd) {
    long id = ((conversations.get() - 1) << Integer.SIZE) + shared.id();
    var next = new MuxConnection(id, shared, this::followLater);
    connection = next;
    tell(() -> frontEnd.opened(next));
  }

  private void end(MuxConnection known, FrontEnd frontEnd) {
    connection = null;
    tell(() -> frontEnd.closed(known));
  }

  // The front end that hangs up may be in the middle of a call.
  private void followLater() {
    WorkerThread.virtual("backplane-chardev-" + label, this::follow).start();
  }

  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException | LinkageError e) { // the latter when the front end's bundle goes
      if (!complained) {
        complained = true;
        LOG.warn("{}: a front end failed; not told again", label, e);
      }
    }
  }
}
