package org.backplane.launcher;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process with a status of its own on a signal, which would otherwise make it 143. It is
 * in place before anything else is done; a signal that comes while the start is being prepared
 * waits for that, so that whatever was made is also removed.
 */
final class SignalHook {

  private static final int FAILURE = 1;
  private static final long PATIENCE_SECONDS = 10;

  /** Held by the thread that prepares the start. */
  private final ReentrantLock preparation = new ReentrantLock();

  private volatile @Nullable Ending ending;
  private volatile boolean failed;

  private SignalHook() {}

  /** Puts the hook in place; from here on a signal waits for {@link #prepared} or a failure. */
  static SignalHook install() {
    var hook = new SignalHook();
    hook.preparation.lock();
    Runtime.getRuntime().addShutdownHook(new Thread(hook::onSignal, "backplane-signal"));
    return hook;
  }

  /** Hands over to what ends a host in order. */
  void prepared(Ending end) {
    ending = end;
    preparation.unlock();
  }

  /** The start has failed, and nothing of it is left. The same thread as before. */
  void failed() {
    failed = true;
    if (preparation.isHeldByCurrentThread()) {
      preparation.unlock();
    }
  }

  /** Runs at each end of the process, also at one that nobody signalled. */
  private void onSignal() {
    try {
      if (!preparation.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Runtime.getRuntime().halt(FAILURE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Ending end = ending;
    if (failed) {
      Runtime.getRuntime().halt(FAILURE);
    } else if (end == null) {
      Runtime.getRuntime().halt(0);
    } else if (!end.complete()) {
      Runtime.getRuntime().halt(end.end(0));
    }
  }
}
