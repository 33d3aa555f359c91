package org.backplane.vm.runtime;

import java.util.Optional;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.RunState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The steps that lead a machine from one state to another; for its control thread. */
final class RunControl {

  private static final Logger LOG = LoggerFactory.getLogger(RunControl.class);

  private final Hardware hardware;
  private final Lifecycle lifecycle;
  private final MachineEvents events;
  private final GuestSignals signals;
  private final MachineProbe probe;
  private final boolean endsOnReset;
  // A guest's reset waits for its time.
  private boolean resetDue;

  /**
   * @param endsOnReset whether a reset, whoever asks for it, ends the machine
   */
  RunControl(
      Hardware hardware,
      Lifecycle lifecycle,
      MachineEvents events,
      GuestSignals signals,
      MachineProbe probe,
      boolean endsOnReset) {
    this.hardware = hardware;
    this.lifecycle = lifecycle;
    this.events = events;
    this.signals = signals;
    this.probe = probe;
    this.endsOnReset = endsOnReset;
  }

  boolean endsOnReset() {
    return endsOnReset;
  }

  /** Makes the harts stop soon; any thread. */
  void halt() {
    hardware.halt();
  }

  void pause() {
    if (lifecycle.is(RunState.RUNNING) && halted()) {
      lifecycle.become(RunState.PAUSED);
      events.emit(new MachineEvent.Stopped());
    }
  }

  /** Goes on if the state allows it; answers the state before. */
  RunState goOn() {
    RunState now = lifecycle.state();
    if (Lifecycle.mayBecome(now, RunState.RUNNING)) {
      lifecycle.become(RunState.RUNNING);
      if (!resetDue) {
        hardware.start();
      }
      events.emit(new MachineEvent.Resumed());
      goOnOnlyIf(hardware.sound());
    }
    return now;
  }

  void powerDown() {
    if (!lifecycle.is(RunState.SHUTDOWN)) {
      probe.powerdownRequested();
      events.emit(new MachineEvent.PowerdownRequested());
    }
  }

  void stopAtBreakpoint(HartRun run) {
    if (lifecycle.is(RunState.RUNNING)) {
      Optional<MachineEvent.BreakpointReached> reached = hardware.stopAtBreakpoint(run);
      goOnOnlyIf(hardware.sound());
      if (reached.isPresent() && lifecycle.is(RunState.RUNNING)) {
        lifecycle.become(RunState.DEBUG);
        events.emit(reached.get());
        events.emit(new MachineEvent.Stopped());
      }
    }
  }

  /** Stands still until the reset that comes; answers whether there will be one. */
  boolean holdForReset() {
    if (lifecycle.is(RunState.SHUTDOWN) || !halted()) {
      return false;
    }
    resetDue = true;
    return true;
  }

  /** Resets, or ends if a reset does that; answers whether it was reset. */
  boolean reset(Cause cause) {
    if (endsOnReset) {
      shutDown(cause, 0);
      return false;
    }
    RunState was = lifecycle.state();
    if (was == RunState.SHUTDOWN || !halted()) {
      return false;
    }
    forgetGuest();
    hardware.reset();
    if (Lifecycle.mayBecome(was, RunState.PRELAUNCH)) {
      lifecycle.become(RunState.PRELAUNCH);
    }
    tellReset(cause);
    if (lifecycle.is(RunState.RUNNING)) {
      hardware.start();
      goOnOnlyIf(hardware.sound());
    }
    return true;
  }

  /** A guest may reset as often as it likes and must not fill the log. */
  private void tellReset(Cause cause) {
    LOG.atLevel(cause.byGuest() ? Level.DEBUG : Level.INFO)
        .log("the machine was reset: {}", cause.wireName());
    probe.reset(cause);
    events.emit(new MachineEvent.Reset(cause));
  }

  void shutDown(Cause cause, int exitStatus) {
    if (lifecycle.is(RunState.SHUTDOWN)) {
      return;
    }
    probe.shutdownRequested(cause);
    hardware.stop();
    hardware.flush();
    lifecycle.become(RunState.SHUTDOWN);
    LOG.info("the machine ends: {}, status {}", cause.wireName(), exitStatus);
    events.emit(new MachineEvent.Shutdown(cause, exitStatus));
  }

  /** The machine cannot go on with its memory as it is. */
  void memoryLost() {
    hardware.stop();
    forgetGuest();
    breakDown();
  }

  /** The machine cannot go on with its harts as they are. */
  void hartFailed(String why) {
    hardware.stop();
    hardware.discardHarts(why);
    breakDown();
  }

  /** What the guest still asks for concerns nobody. */
  private void forgetGuest() {
    signals.newGuest();
    resetDue = false;
  }

  /** Stops the hardware; a hart that does not stop breaks the machine. */
  private boolean halted() {
    if (hardware.stop()) {
      return true;
    }
    breakDown();
    return false;
  }

  /** Breaks the machine down unless its hardware is sound. */
  void goOnOnlyIf(boolean sound) {
    if (!sound) {
      breakDown();
    }
  }

  private void breakDown() {
    RunState was = lifecycle.state();
    if (was != RunState.SHUTDOWN && was != RunState.INTERNAL_ERROR) {
      lifecycle.become(RunState.INTERNAL_ERROR);
      if (was == RunState.RUNNING) {
        events.emit(new MachineEvent.Stopped());
      }
    }
  }
}
