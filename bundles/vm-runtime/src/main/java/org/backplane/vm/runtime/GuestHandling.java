package org.backplane.vm.runtime;

import java.time.Duration;
import org.backplane.api.machine.Cause;

/** What is done about what the guest causes; for the control thread, {@link #halt} excepted. */
final class GuestHandling implements GuestSignals.Handler {

  private static final Duration BETWEEN_RESETS = Duration.ofMillis(50);

  private final RunControl run;
  private final GuestSignals signals;
  private final ResetPace pace = new ResetPace(BETWEEN_RESETS);

  GuestHandling(RunControl run, GuestSignals signals) {
    this.run = run;
    this.signals = signals;
  }

  @Override
  public void halt() {
    run.halt();
  }

  @Override
  public void endedByGuest(Cause cause, int exitStatus) {
    run.shutDown(cause, exitStatus);
  }

  @Override
  public void resetByGuest(int statusIfLast) {
    Duration pause = pace.pause(System.nanoTime());
    if (run.endsOnReset() && statusIfLast != 0) {
      run.shutDown(Cause.GUEST_PANIC, statusIfLast);
    } else if (pause.isZero() || run.endsOnReset()) {
      reset();
    } else if (run.holdForReset()) {
      signals.postAfter(pause, this::reset);
    }
  }

  private void reset() {
    if (run.reset(Cause.GUEST_RESET)) {
      pace.done(System.nanoTime());
    }
  }

  @Override
  public void hartFailed(Throwable failure) {
    run.hartFailed("it failed: " + failure);
  }

  @Override
  public void breakpointReached(HartRun at) {
    run.stopAtBreakpoint(at);
  }
}
