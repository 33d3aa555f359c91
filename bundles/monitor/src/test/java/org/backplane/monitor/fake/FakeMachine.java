package org.backplane.monitor.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.Cause;
import org.backplane.api.machine.Debugger;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MachineListener;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.RunState;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.machine.VirtualMachine;
import org.backplane.api.object.ObjectPath;
import org.backplane.api.object.ObjectRegistry.Registration;
import org.backplane.api.type.PropertyValue;

/** A machine without a guest; its events come on the thread that causes them. */
public final class FakeMachine implements VirtualMachine {

  private static final String PERIPHERAL = "/machine/peripheral/";

  private final List<MachineListener> listeners = new CopyOnWriteArrayList<>();
  private final List<Runnable> beforeShutdown = new ArrayList<>();
  private final List<MemoryDevice> dimms = new CopyOnWriteArrayList<>();
  private final List<DeviceRequest> plugged = new CopyOnWriteArrayList<>();
  private final List<String> exchanged = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> others = new CopyOnWriteArrayList<>();
  private volatile List<MemoryRegion> memory = List.of();
  private volatile RunState state = RunState.PRELAUNCH;

  /** Runs when the machine is told to end. */
  public void beforeShutdown(Runnable check) {
    beforeShutdown.add(check);
  }

  public void emit(MachineEvent event) {
    listeners.forEach(listener -> listener.happened(event));
  }

  @Override
  public String type() {
    return "virt";
  }

  @Override
  public Optional<String> architecture() {
    return Optional.of("riscv64");
  }

  @Override
  public MachineRequest.Identity identity() {
    return new MachineRequest.Identity(
        Optional.of("vm1"), Optional.of("11111111-2222-3333-4444-555555555555"));
  }

  @Override
  public RunState state() {
    return state;
  }

  public void state(RunState now) {
    state = now;
  }

  @Override
  public long ramBytes() {
    return 1 << 20;
  }

  /** It has this memory from now on. */
  public void memory(MemoryRegion... regions) {
    memory = List.of(regions);
  }

  @Override
  public List<MemoryRegion> memory() {
    return memory;
  }

  /** It has these memory devices from now on. */
  public void memoryDevices(MemoryDevice... devices) {
    dimms.clear();
    dimms.addAll(List.of(devices));
  }

  @Override
  public List<MemoryDevice> memoryDevices() {
    return List.copyOf(dimms);
  }

  @Override
  public List<AddressRange> addressSpace() {
    return List.of(
        new AddressRange("boot-rom", 0x1000, 0x1000, AddressRange.Kind.ROM),
        new AddressRange("serial", 0x1000_0000, 0x100, AddressRange.Kind.REGISTERS),
        new AddressRange("ram", 0x8000_0000L, 1 << 20, AddressRange.Kind.RAM));
  }

  @Override
  public List<NumaStatus> numa() {
    return List.of(new NumaStatus(0, List.of(0), 1 << 20));
  }

  /** What was asked to be plugged, in order. */
  public List<DeviceRequest> plugged() {
    return plugged;
  }

  /** Takes a {@code pc-dimm} whose backend is {@code m0}, and nothing else. */
  @Override
  public DeviceStatus plug(DeviceRequest request) throws BackplaneException {
    plugged.add(request);
    if (!request.driver().equals(Types.DIMM.name())) {
      throw new InvalidRequestException(request.driver(), "there is no bus for it", "");
    }
    String memdev = request.options().text("memdev").orElse("");
    if (!memdev.equals("m0")) {
      throw new MissingReferenceException(request.driver(), "there is no object " + memdev, "");
    }
    dimms.add(
        new MemoryDevice(
            request.id(), 1L << 32, 1 << 20, dimms.size(), 0, ObjectPath.object("m0"), true));
    return new DeviceStatus(PERIPHERAL + request.id(), Types.DIMM, Map.of(), "running");
  }

  @Override
  public void unplug(String device) throws BackplaneException {
    if (device.equals("r0")) {
      throw new InvalidRequestException(device, "it has to stay", "");
    }
    String id = device.replace(PERIPHERAL, "");
    if (!dimms.removeIf(dimm -> dimm.id().equals(id))) {
      throw new MissingReferenceException(device, "there is no such device", "");
    }
    emit(new MachineEvent.DeviceDeleted(id, PERIPHERAL + id));
  }

  /** What was exchanged, as {@code device property object}. */
  public List<String> exchanged() {
    return exchanged;
  }

  @Override
  public void exchange(String device, String property, String object) throws BackplaneException {
    if (!device.equals("r0") && !device.equals(PERIPHERAL + "r0")) {
      throw new MissingReferenceException(device, "there is no such device", "");
    }
    if (!property.equals("rng")) {
      throw new InvalidRequestException(device, property + " cannot be switched", "");
    }
    if (!object.startsWith("rng")) {
      throw new MissingReferenceException(device, "there is no object " + object, "");
    }
    exchanged.add(device + " " + property + " " + object);
  }

  @Override
  public int harts() {
    return 1;
  }

  @Override
  public long instructionsRetired() {
    return 0;
  }

  @Override
  public void stop() {
    if (state == RunState.RUNNING) {
      state = RunState.PAUSED;
      emit(new MachineEvent.Stopped());
    }
  }

  @Override
  public void cont() throws BackplaneException {
    if (state == RunState.SHUTDOWN) {
      throw new InvalidRequestException("cont", "the guest powered off", "reset the machine first");
    }
    if (state != RunState.RUNNING) {
      state = RunState.RUNNING;
      emit(new MachineEvent.Resumed());
    }
  }

  @Override
  public void reset(Cause cause) {
    emit(new MachineEvent.Reset(cause));
  }

  @Override
  public void powerdown() {
    emit(new MachineEvent.PowerdownRequested());
  }

  @Override
  public void shutdown(Cause cause, int exitStatus) {
    beforeShutdown.forEach(Runnable::run);
    emit(new MachineEvent.Shutdown(cause, exitStatus));
  }

  @Override
  public List<DeviceStatus> devices() {
    var devices = new ArrayList<>(others);
    devices.addAll(built());
    return devices;
  }

  /** Another device is there. */
  public void have(DeviceStatus device) {
    others.add(device);
  }

  private static List<DeviceStatus> built() {
    return List.of(
        new DeviceStatus("/machine/soc0/harts[0]", Types.CPU, Map.of(), "running"),
        new DeviceStatus(
            "/machine/peripheral/r0",
            Types.VIRTIO_RNG,
            Map.of("rng", new PropertyValue.Text("rng0")),
            "running"),
        new DeviceStatus("/machine/peripheral/m0", Types.VIRTIO_RNG, Map.of(), "running"),
        new DeviceStatus(
            "/machine/peripheral/loop",
            Types.VIRTIO_RNG,
            Map.of("rng", new PropertyValue.Text("rng"), "bad", new PropertyValue.Text("rng0")),
            "running"));
  }

  /** One device, whose driver is at work. */
  @Override
  public List<VirtioReport> virtio() {
    return List.of(
        new VirtioReport(
            "/machine/peripheral/r0",
            "virtio-rng",
            4,
            new VirtioReport.Features(
                0x1_3000_0000L, List.of("INDIRECT_DESC", "EVENT_IDX", "VERSION_1"), List.of(), 0),
            new VirtioReport.Features(0x1_0000_0000L, List.of("VERSION_1"), List.of(), 0),
            new VirtioReport.Status(
                0xf, List.of("ACKNOWLEDGE", "DRIVER", "DRIVER_OK", "FEATURES_OK"), 0),
            1,
            0,
            0,
            true,
            "",
            List.of(
                new VirtioReport.Queue(
                    0,
                    8,
                    8,
                    true,
                    0x8000_0000L,
                    0x8000_4000L,
                    0x8000_5000L,
                    Optional.of(new VirtioReport.Progress(3, 3, 2, 2, true, 1))))));
  }

  @Override
  public Debugger debugger() {
    return new FakeDebugger();
  }

  @Override
  public Optional<PropertyValue> get(String property) {
    return Optional.of(new PropertyValue.Text("/objects/m0"));
  }

  @Override
  public Registration listen(MachineListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  @Override
  public void close() {}
}
