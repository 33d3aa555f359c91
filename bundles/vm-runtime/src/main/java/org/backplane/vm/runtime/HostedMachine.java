package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A machine under control: its life cycle and its events, over some {@link Hardware}. Everything
 * that changes the machine as a whole is done on its control thread, and callers wait for it.
 */
final class HostedMachine implements VirtualMachine {

  private static final Logger LOG = LoggerFactory.getLogger(HostedMachine.class);
  private static final Duration BETWEEN_GUEST_RESETS = Duration.ofMillis(50);

  private final TypeDescription type;
  private final MachineRequest request;
  private final Hardware hardware;
  private final HotPlug hotPlug;
  private final ControlThread control = new ControlThread();
  private final Lifecycle lifecycle = new Lifecycle();
  private final MachineEvents events = new MachineEvents();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final ResetPace pace = new ResetPace(BETWEEN_GUEST_RESETS);
  private final GuestSignals signals = new GuestSignals(control, new Handling());
  private final MachineDebugger debugger;
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
    var requests = new Requests(control);
    this.hotPlug = new HotPlug(requests, hardware, events, this::goOnOnlyIf);
    this.debugger = new MachineDebugger(requests, hardware, lifecycle, this::goOnOnlyIf);
    hardware.onLoss(this::memoryLost);
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
  public List<VirtioReport> virtio() {
    return hardware.virtio();
  }

  @Override
  public List<MemoryRegion> memory() {
    return hardware.memory();
  }

  @Override
  public List<MemoryDevice> memoryDevices() {
    return hardware.memoryDevices();
  }

  @Override
  public DeviceStatus plug(DeviceRequest device) throws BackplaneException {
    return hotPlug.plug(device);
  }

  @Override
  public void unplug(String device) throws BackplaneException {
    hotPlug.unplug(device);
  }

  /** Not a step of the control thread: a backend may take its time, and others go on meanwhile. */
  @Override
  public void exchange(String device, String property, String object) throws BackplaneException {
    hardware.exchange(device, property, object);
    LOG.info("{} of device {} is {} now", property, device, object);
  }

  @Override
  public Debugger debugger() {
    return debugger;
  }

  @Override
  public Optional<PropertyValue> get(String property) throws BackplaneException {
    MachineTypes.require(type, property);
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
    Lifecycle.requireGoesOn(found);
  }

  private RunState contNow() {
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

  /** Where the guest's doings are to be told. */
  GuestSignals signals() {
    return signals;
  }

  /** Has the machine ended from the inside; returns at once. */
  void end(Cause cause, int exitStatus) {
    control.post(() -> shutDownNow(cause, exitStatus));
  }

  /** The host took memory away from under the guest, which must not go on with what is left. */
  private void memoryLost(ObjectPath backend, MemoryLoss loss) {
    control.post(
        () -> {
          if (hardware.memory().stream().noneMatch(r -> r.backend().equals(backend))) {
            LOG.warn("{}: what was lost is none of the guest's: {}", backend, loss.reason());
            return;
          }
          LOG.error(
              "{} lost memory at offset 0x{}: {}; the machine stops, reset it to start the guest anew",
              backend,
              Long.toHexString(loss.offsetBytes()),
              loss.reason());
          hardware.stop();
          signals.newGuest(); // what this one still asks for concerns nobody
          resetDue = false;
          breakDown();
        });
  }

  /** Done about what the guest causes. */
  private final class Handling implements GuestSignals.Handler {

    @Override
    public void halt() {
      hardware.halt();
    }

    @Override
    public void endedByGuest(Cause cause, int exitStatus) {
      shutDownNow(cause, exitStatus);
    }

    @Override
    public void resetByGuest(int statusIfLast) {
      Duration pause = pace.pause(System.nanoTime());
      if (request.rebootEndsIt() && statusIfLast != 0) {
        shutDownNow(Cause.GUEST_PANIC, statusIfLast);
      } else if (pause.isZero() || request.rebootEndsIt()) {
        resetOrEnd(Cause.GUEST_RESET);
      } else if (!lifecycle.is(RunState.SHUTDOWN) && halted()) {
        resetDue = true;
        signals.postAfter(pause, () -> resetOrEnd(Cause.GUEST_RESET));
      }
    }

    @Override
    public void hartFailed(Throwable failure) {
      hardware.stop();
      hardware.discardHarts("it failed: " + failure);
      breakDown();
    }

    @Override
    public void breakpointReached(HartRun run) {
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
    signals.newGuest();
    resetDue = false;
    hardware.reset();
    if (Lifecycle.mayBecome(was, RunState.PRELAUNCH)) {
      lifecycle.become(RunState.PRELAUNCH);
    }
    told(cause);
    events.emit(new MachineEvent.Reset(cause));
    if (lifecycle.is(RunState.RUNNING)) {
      hardware.start();
      goOnOnlyIf(hardware.sound());
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
