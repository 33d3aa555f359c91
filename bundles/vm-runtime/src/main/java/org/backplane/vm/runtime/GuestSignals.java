package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.machine.Cause;
import org.backplane.vm.runtime.board.PowerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running guest causes, on the threads of its harts, which cannot wait for their own end: it
 * is passed on to the control thread, and means nothing once that guest is no more.
 */
final class GuestSignals implements PowerDevice.Switch, HartListener {

  private static final Logger LOG = LoggerFactory.getLogger(GuestSignals.class);

  private final ControlThread control;
  private volatile Handler handler = new Nobody();
  // Goes up while no hart runs: what a hart asks for concerns the machine as it was then.
  private final AtomicLong guests = new AtomicLong();

  GuestSignals(ControlThread control) {
    this.control = control;
  }

  /** Sets who does something about it, before the guest runs. */
  void handledBy(Handler next) {
    handler = next;
  }

  /** What is done about it; on the control thread, except for {@link #halt}. */
  interface Handler {

    /** Makes the harts stop soon; any thread. */
    void halt();

    void endedByGuest(Cause cause, int exitStatus);

    /**
     * It starts itself anew.
     *
     * @param statusIfLast what the machine ends with if a reset ends it
     */
    void resetByGuest(int statusIfLast);

    void hartFailed(Throwable failure);

    void breakpointReached(HartRun run);
  }

  /** There is no guest yet that could cause anything. */
  private static final class Nobody implements Handler {

    @Override
    public void halt() {}

    @Override
    public void endedByGuest(Cause cause, int exitStatus) {}

    @Override
    public void resetByGuest(int statusIfLast) {}

    @Override
    public void hartFailed(Throwable failure) {}

    @Override
    public void breakpointReached(HartRun run) {}
  }

  /** The guest is no more. No hart runs. */
  void newGuest() {
    guests.incrementAndGet();
  }

  /**
   * The power switch of the guest that is there now, for somebody who may use it when that guest is
   * no more, and so does not make the harts stop himself.
   */
  PowerDevice.Switch ofThisGuest() {
    return new GuestSwitch(guests.get(), () -> {});
  }

  private PowerDevice.Switch now() {
    return new GuestSwitch(guests.get(), () -> handler.halt());
  }

  @Override
  public void powerOff() {
    now().powerOff();
  }

  @Override
  public void reset(int statusIfLast) {
    now().reset(statusIfLast);
  }

  @Override
  public void fail(int status) {
    now().fail(status);
  }

  /** A guest's switch, which does nothing about those after it. */
  private final class GuestSwitch implements PowerDevice.Switch {
    private final long guest;
    private final Runnable first;

    GuestSwitch(long guest, Runnable first) {
      this.guest = guest;
      this.first = first;
    }

    @Override
    public void powerOff() {
      ask(() -> handler.endedByGuest(Cause.GUEST_SHUTDOWN, 0));
    }

    @Override
    public void reset(int statusIfLast) {
      ask(() -> handler.resetByGuest(statusIfLast));
    }

    @Override
    public void fail(int status) {
      ask(() -> handler.endedByGuest(Cause.GUEST_PANIC, status));
    }

    private void ask(Runnable step) {
      first.run();
      postFor(guest, Duration.ZERO, step);
    }
  }

  @Override
  public void failed(Throwable failure) {
    LOG.error("a hart failed; the machine stops", failure);
    post(() -> handler.hartFailed(failure));
  }

  @Override
  public void reachedBreakpoint(HartRun run) {
    post(() -> handler.breakpointReached(run));
  }

  /** Has a step done after a while, if the guest is the same then. */
  void postAfter(Duration delay, Runnable step) {
    postFor(guests.get(), delay, step);
  }

  private void postFor(long guest, Duration delay, Runnable step) {
    control.postAfter(
        delay,
        () -> {
          if (guest == guests.get()) {
            step.run();
          }
        });
  }

  private void post(Runnable step) {
    postAfter(Duration.ZERO, step);
  }
}
