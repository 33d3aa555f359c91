package org.backplane.vm.runtime.htif;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.backplane.api.thread.WorkerThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches {@code tohost} while the machine runs, on a thread of its own: closely as long as the
 * guest has something to say, less and less often afterwards.
 */
public final class HtifPoller {

  private static final Logger LOG = LoggerFactory.getLogger(HtifPoller.class);

  private static final Duration CLOSELY = Duration.ofMillis(2);
  private static final Duration OFTEN = Duration.ofSeconds(1);
  private static final Duration SHORT_PAUSE = Duration.ofMillis(1);
  private static final Duration LONG_PAUSE = Duration.ofMillis(10);
  // One look takes far less.
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private final Supplier<Htif> maker;
  private Htif htif;
  private @Nullable Watch watch;

  /**
   * @param maker makes the interface of the guest that is there when it is asked
   */
  HtifPoller(Supplier<Htif> maker) {
    this.maker = maker;
    this.htif = maker.get();
  }

  /** The guest runs from now on, or no longer; when this returns nobody looks any more. */
  public void running(boolean runs) {
    Watch now = watch;
    if (runs && now == null) {
      watch = new Watch(htif);
    } else if (!runs && now != null) {
      watch = null;
      if (!now.end()) {
        LOG.error("whoever watches the test program does not stop");
        htif = maker.get(); // the old one stays with that thread
      }
    }
  }

  /** The guest has been loaded anew; it does not run. */
  public void reset() {
    htif = maker.get();
    htif.begin();
  }

  private static Duration pause(long idleNanos) {
    if (idleNanos < CLOSELY.toNanos()) {
      return Duration.ZERO;
    }
    return idleNanos < OFTEN.toNanos() ? SHORT_PAUSE : LONG_PAUSE;
  }

  /** From one start of the guest to its next stop. */
  private static final class Watch {

    private final Htif htif;
    private final Thread thread;
    private volatile boolean ended;

    Watch(Htif htif) {
      this.htif = htif;
      thread = WorkerThread.platform("htif", this::look);
      thread.start();
    }

    /** False when it does not end. */
    boolean end() {
      ended = true;
      LockSupport.unpark(thread);
      long deadline = System.nanoTime() + LAST_LOOK.toNanos();
      boolean interrupted = false;
      while (thread.isAlive() && System.nanoTime() < deadline) {
        try {
          var _ = thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return !thread.isAlive();
    }

    private void look() {
      long active = System.nanoTime();
      while (!ended && !htif.over()) {
        if (htif.poll()) {
          active = System.nanoTime();
          continue;
        }
        Duration pause = pause(System.nanoTime() - active);
        if (pause.isZero()) {
          Thread.onSpinWait();
        } else {
          LockSupport.parkNanos(pause.toNanos());
        }
      }
    }
  }
}
