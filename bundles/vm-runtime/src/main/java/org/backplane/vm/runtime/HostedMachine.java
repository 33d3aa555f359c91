package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.memory.MemoryLoss;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.type.PropertyValue;
import org.backplane.api.type.TypeDescription;
import org.backplane.vm.runtime.trace.MachineTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine under control: its life cycle and its events, over some {@link Hardware}. Everything
 * that changes the machine as a whole is done on its control thread, and callers wait for it.
 */
final class HostedMachine implements VirtualMachine {

  private static final Logger LOG = LoggerFactory.getLogger(HostedMachine.class);

  private final TypeDescription type;
  private final MachineRequest request;
  private final Hardware hardware;
  private final HotPlug hotPlug;
  private final ControlThread control = new ControlThread();
  private final MachineEvents events = new MachineEvents();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final GuestSignals signals = new GuestSignals(control);
  private final Measured measured;
  private final MachineProbe probe;
  private final Lifecycle lifecycle;
  private final RunControl run;
  private final MachineDebugger debugger;
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
  HostedMachine(
      TypeDescription type, MachineRequest request, MachineTrace trace, HardwareMaker maker)
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
    var paused = new PausedTime();
    this.measured = measured(type, hardware, paused);
    this.probe = new MachineProbe(trace, measured.metrics(), paused);
    this.lifecycle = new Lifecycle(probe::became);
    this.run = new RunControl(hardware, lifecycle, events, signals, probe, request.rebootEndsIt());
    signals.handledBy(new GuestHandling(run, signals));
    var requests = new Requests(control);
    this.hotPlug = new HotPlug(requests, hardware, events, run::goOnOnlyIf, trace);
    this.debugger = new MachineDebugger(requests, hardware, lifecycle, run::goOnOnlyIf);
    hardware.onLoss(this::memoryLost);
    probe.built(type.name(), hardware);
  }

  private static Measured measured(TypeDescription type, Hardware hardware, PausedTime paused) {
    return Measuring.of(
        Measured.Target.VM,
        "/machine",
        type,
        Map.of(
            MachineProbe.RUNNING_TIME, hardware::guestNanos,
            MachineProbe.PAUSED_TIME, paused::nanos,
            MachineProbe.MEMORY, () -> memoryBytes(hardware)));
  }

  private static long memoryBytes(Hardware hardware) {
    return hardware.ramBytes()
        + hardware.memoryDevices().stream().mapToLong(MemoryDevice::sizeBytes).sum();
  }

  /** What the machine and its parts measure; the same each time. */
  List<Measured> measured() {
    return Stream.concat(Stream.of(measured), hardware.measured().stream()).toList();
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
  public List<AddressRange> addressSpace() {
    return hardware.addressSpace();
  }

  @Override
  public List<NumaStatus> numa() {
    return hardware.numa();
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
    control.run(run::pause);
  }

  @Override
  public void cont() throws BackplaneException {
    RunState found;
    try {
      found = control.call(run::goOn, RunState.SHUTDOWN);
    } catch (ControlThread.NoAnswerException e) {
      throw new BackendFailedException("cont", "the machine's control thread does not answer", e);
    }
    Lifecycle.requireGoesOn(found);
  }

  /** With {@code -no-reboot} this ends the machine, whoever asks. */
  @Override
  public void reset(Cause cause) {
    control.run(() -> run.reset(cause));
  }

  @Override
  public void powerdown() {
    control.run(run::powerDown);
  }

  @Override
  public void shutdown(Cause cause, int exitStatus) {
    control.run(() -> run.shutDown(cause, exitStatus));
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
      control.end(
          () -> {
            hardware.stop();
            hardware.close();
            probe.closed(type.name());
          });
      control.close();
      onClosed.run();
    }
  }

  /** A way to drive the devices, if it was built for that. */
  Optional<Testbench> testbench() {
    return hardware.testbench(control);
  }

  /** A CPU provider came; returns at once. */
  void plug(CpuProvider provider) {
    control.post(() -> run.goOnOnlyIf(hardware.plug(provider)));
  }

  /** A CPU provider goes; returns when nothing refers to it any more. */
  void unplug(CpuProvider provider) {
    control.insist(() -> run.goOnOnlyIf(hardware.unplug(provider)));
  }

  /** Where the guest's doings are to be told. */
  GuestSignals signals() {
    return signals;
  }

  /** Has the machine ended from the inside; returns at once. */
  void end(Cause cause, int exitStatus) {
    control.post(() -> run.shutDown(cause, exitStatus));
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
          run.memoryLost();
        });
  }
}
