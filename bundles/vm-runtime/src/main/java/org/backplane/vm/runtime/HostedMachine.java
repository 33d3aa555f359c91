package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.Property;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.board.PowerDevice;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A machine under control: its life cycle and its events, over some {@link Hardware}. Everything
 * that changes it is done on its control thread, and callers wait for it.
 */
final class HostedMachine implements VirtualMachine {

  private static final Logger LOG = LoggerFactory.getLogger(HostedMachine.class);
  private static final Duration BETWEEN_GUEST_RESETS = Duration.ofMillis(50);

  private final TypeDescription type;
  private final MachineRequest request;
  private final Hardware hardware;
  private final ControlThread control = new ControlThread();
  private final Lifecycle lifecycle = new Lifecycle();
  private final MachineEvents events = new MachineEvents();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ResetPace pace = new ResetPace(BETWEEN_GUEST_RESETS);
  // Raised while no hart runs: what a hart asks for concerns the machine as it was then.
  private final AtomicLong resets = new AtomicLong();
  // A guest's reset waits for its time; for the control thread alone.
  private boolean resetDue;
  private volatile Runnable onClose = () -> {};
  private volatile Runnable onClosed = () -> {};

  /** Builds the hardware of a machine, whose power switch and failure reports it is given. */
  @FunctionalInterface
  interface HardwareMaker {
    Hardware make(HostedMachine machine) throws BackplaneException;
  }

  /**
   * @throws BackplaneException the maker's own; nothing is left behind then
   */
  HostedMachine(TypeDescription type, MachineRequest request, HardwareMaker maker)
      throws BackplaneException {
    this.type = type;
    this.request = request;
    boolean made = false;
    try {
      this.hardware = maker.make(this);
      made = true;
    } finally {
      if (!made) {
        control.close();
      }
    }
  }

  /**
   * Sets what comes first and what comes last when the machine is closed, on the closer's thread.
   */
  void onClose(Runnable first, Runnable last) {
    onClose = first;
    onClosed = last;
  }

  @Override
  public String type() {
    return type.name();
  }

  @Override
  public Optional<String> architecture() {
    return hardware.architecture();
  }

  @Override
  public MachineRequest.Identity identity() {
    return request.identity();
  }

  @Override
  public RunState state() {
    return lifecycle.state();
  }

  @Override
  public long ramBytes() {
    return hardware.ramBytes();
  }

  @Override
  public int harts() {
    return hardware.harts();
  }

  @Override
  public long instructionsRetired() {
    return hardware.instructionsRetired();
  }

  @Override
  public List<DeviceStatus> devices() {
    return hardware.devices();
  }

  @Override
  public Optional<PropertyValue> get(String property) throws BackplaneException {
    if (type.property(property).isEmpty()) {
      List<String> names = type.properties().stream().map(Property::name).toList();
      throw new MissingReferenceException(
          "machine '" + type.name() + "'",
          "there is no property '%s'".formatted(property),
          names.isEmpty() ? "" : "it has " + String.join(", ", names));
    }
    return Optional.ofNullable(hardware.properties().get(property));
  }

  @Override
  public Registration listen(MachineListener listener) {
    return events.listen(listener);
  }

  @Override
  public void stop() {
    control.run(
        () -> {
          if (lifecycle.is(RunState.RUNNING) && halted()) {
            lifecycle.become(RunState.PAUSED);
            events.emit(new MachineEvent.Stopped());
          }
        });
  }

  @Override
  public void cont() throws BackplaneException {
    RunState found;
    try {
      found = control.call(this::contNow, RunState.SHUTDOWN);
    } catch (ControlThread.NoAnswerException e) {
      throw new BackendFailedException("cont", "the machine's control thread does not answer", e);
    }
    switch (found) {
      case SHUTDOWN ->
          throw new InvalidRequestException(
              "cont", "the machine has been shut down", "start a new one");
      case INTERNAL_ERROR ->
          throw new InvalidRequestException(
              "cont", "the machine cannot go on after an internal error", "reset it first");
      case PRELAUNCH, PAUSED, RUNNING -> {}
    }
  }

  private RunState contNow() {
    RunState now = lifecycle.state();
    if (now == RunState.PRELAUNCH || now == RunState.PAUSED) {
      lifecycle.become(RunState.RUNNING);
      if (!resetDue) {
        hardware.start();
      }
      events.emit(new MachineEvent.Resumed());
    }
    return now;
  }

  /** With {@code -no-reboot} this ends the machine, whoever asks. */
  @Override
  public void reset(Cause cause) {
    control.run(() -> resetOrEnd(cause));
  }

  @Override
  public void powerdown() {
    control.run(
        () -> {
          if (!lifecycle.is(RunState.SHUTDOWN)) {
            events.emit(new MachineEvent.PowerdownRequested());
          }
        });
  }

  @Override
  public void shutdown(Cause cause, int exitStatus) {
    control.run(() -> shutDownNow(cause, exitStatus));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      control.end(
          () -> {
            hardware.stop();
            hardware.close();
          });
      control.close();
      onClosed.run();
    }
  }

  /** A CPU provider came; returns at once. */
  void plug(CpuProvider provider) {
    control.post(() -> goOnOnlyIf(hardware.plug(provider)));
  }

  /** A CPU provider goes; returns when nothing refers to it any more. */
  void unplug(CpuProvider provider) {
    control.insist(() -> goOnOnlyIf(hardware.unplug(provider)));
  }

  /** What the guest does to its power; only asks, because a hart cannot wait for its own end. */
  PowerDevice.Switch power() {
    return new PowerDevice.Switch() {
      @Override
      public void powerOff() {
        ask(() -> shutDownNow(Cause.GUEST_SHUTDOWN, 0));
      }

      @Override
      public void reset() {
        ask(HostedMachine.this::resetByGuest);
      }

      @Override
      public void fail(int status) {
        ask(() -> shutDownNow(Cause.GUEST_PANIC, status));
      }

      private void ask(Runnable step) {
        hardware.halt();
        control.post(unlessReset(step));
      }
    };
  }

  /** A hart broke, on its own thread. */
  void hartFailed(Throwable failure) {
    LOG.error("a hart failed; the machine stops", failure);
    control.post(
        unlessReset(
            () -> {
              hardware.stop();
              hardware.discardHarts("it failed: " + failure);
              breakDown();
            }));
  }

  /** A step that a running hart asks for: it means nothing once that run's guest is no more. */
  private Runnable unlessReset(Runnable step) {
    long asked = resets.get();
    return () -> {
      if (asked == resets.get()) {
        step.run();
      }
    };
  }

  private void resetByGuest() {
    Duration pause = pace.pause(System.nanoTime());
    if (pause.isZero() || request.rebootEndsIt()) {
      resetOrEnd(Cause.GUEST_RESET);
    } else if (!lifecycle.is(RunState.SHUTDOWN) && halted()) {
      resetDue = true;
      control.postAfter(pause, unlessReset(() -> resetOrEnd(Cause.GUEST_RESET)));
    }
  }

  private void resetOrEnd(Cause cause) {
    if (request.rebootEndsIt()) {
      shutDownNow(cause, 0);
    } else {
      resetNow(cause);
    }
  }

  private void resetNow(Cause cause) {
    RunState was = lifecycle.state();
    if (was == RunState.SHUTDOWN || !halted()) {
      return;
    }
    resets.incrementAndGet();
    resetDue = false;
    hardware.reset();
    if (was == RunState.PAUSED || was == RunState.INTERNAL_ERROR) {
      lifecycle.become(RunState.PRELAUNCH);
    }
    told(cause);
    events.emit(new MachineEvent.Reset(cause));
    if (lifecycle.is(RunState.RUNNING)) {
      hardware.start();
    }
  }

  /** A guest may reset as often as it likes and must not fill the log. */
  private void told(Cause cause) {
    if (cause.byGuest()) {
      pace.done(System.nanoTime());
    }
    LOG.atLevel(cause.byGuest() ? Level.DEBUG : Level.INFO)
        .log("the machine was reset: {}", cause.wireName());
  }

  private void shutDownNow(Cause cause, int exitStatus) {
    if (lifecycle.is(RunState.SHUTDOWN)) {
      return;
    }
    hardware.stop();
    hardware.flush();
    lifecycle.become(RunState.SHUTDOWN);
    LOG.info("the machine ends: {}, status {}", cause.wireName(), exitStatus);
    events.emit(new MachineEvent.Shutdown(cause, exitStatus));
  }

  /** Stops the hardware; a hart that does not stop breaks the machine. */
  private boolean halted() {
    if (hardware.stop()) {
      return true;
    }
    breakDown();
    return false;
  }

  private void goOnOnlyIf(boolean sound) {
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
