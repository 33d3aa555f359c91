package org.backplane.vm.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.backplane.api.BackendFailedException;
import org.backplane.api.BackplaneException;
import org.backplane.api.MissingReferenceException;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.HartState;
import org.backplane.api.machine.AddressRange;
import org.backplane.api.machine.DeviceRequest;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.machine.MachineEvent;
import org.backplane.api.machine.MemoryDevice;
import org.backplane.api.machine.MemoryRegion;
import org.backplane.api.machine.NumaStatus;
import org.backplane.api.machine.VirtioReport;
import org.backplane.api.metric.Measured;
import org.backplane.api.qtest.Testbench;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.boot.Inventory;
import org.backplane.vm.runtime.boot.TreeDump;
import org.backplane.vm.runtime.bus.DirectMemory;
import org.backplane.vm.runtime.htif.HtifPoller;
import org.backplane.vm.runtime.ram.LooseDimm;
import org.backplane.vm.runtime.ram.LossListener;
import org.backplane.vm.runtime.ram.PcDimm;
import org.backplane.vm.runtime.ram.PcDimms;
import org.backplane.vm.runtime.trace.MachineTrace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hardware of a {@code virt} machine. Time, devices and the hart go on only while both the
 * machine is to run and a CPU provider is there: without one the guest simply makes no progress.
 */
final class VirtHardware implements Hardware, Motion {

  private static final Logger LOG = LoggerFactory.getLogger(VirtHardware.class);
  private static final String ARCHITECTURE = "riscv64";
  // A thousand times what a hart needs; one that takes longer is broken.
  private static final Duration HART_STOP = Duration.ofSeconds(5);

  private final VirtParts parts;
  private final PhysicalMap map;
  private final CpuSocket cpu;
  private final GuestAccess access;
  private final HartProbe hart;
  private final StartReport startReport;
  private volatile String treeIsa = "";
  private boolean wanted;
  private boolean moving;
  private boolean broken;
  private boolean lost;

  /**
   * @param listener hears when the hart stops by itself
   */
  VirtHardware(VirtParts parts, HartLines lines, HartListener listener, MachineTrace trace) {
    this.parts = parts;
    this.map = new PhysicalMap(parts);
    this.cpu = new CpuSocket(0, map.bus(), lines, listener, HART_STOP);
    this.access = new HartAccess("hart 0", cpu, new DirectMemory(map.bus()), this);
    this.hart = new HartProbe(cpu::allRetired, trace);
    this.startReport = new StartReport(trace);
  }

  @Override
  public Optional<String> architecture() {
    return Optional.of(ARCHITECTURE);
  }

  @Override
  public long ramBytes() {
    return parts.memory().ramBytes();
  }

  @Override
  public int harts() {
    return 1;
  }

  @Override
  public long instructionsRetired() {
    return cpu.instructionsRetired();
  }

  @Override
  public long guestNanos() {
    return parts.clock().nanos();
  }

  @Override
  public List<Measured> measured() {
    return Stream.concat(Stream.of(hart.measured()), parts.measured().stream()).toList();
  }

  @Override
  public List<DeviceStatus> devices() {
    var all = new ArrayList<DeviceStatus>();
    all.add(BoardTypes.cpu(treeIsa, cpu.status()));
    all.add(BoardTypes.serial(parts.serial()));
    all.addAll(BoardTypes.interruptControllers());
    all.addAll(parts.devices().statuses());
    return all;
  }

  @Override
  public List<VirtioReport> virtio() {
    return parts.devices().slots().reports();
  }

  @Override
  public Optional<Testbench> testbench(ControlThread control) {
    return parts.clock() instanceof SteppedClock clock
        ? Optional.of(
            new DeviceBench(
                control, new BusBytes(map.bus()), clock, parts.devices().slots()::settle, lines()))
        : Optional.empty();
  }

  private BenchLines lines() {
    return new BenchLines(parts.board().wires().ends(), this::devices);
  }

  @Override
  public List<MemoryRegion> memory() {
    return parts.memory().regions();
  }

  @Override
  public List<AddressRange> addressSpace() {
    return map.ranges();
  }

  @Override
  public List<NumaStatus> numa() {
    return parts.memory().numa(harts());
  }

  @Override
  public List<MemoryDevice> memoryDevices() {
    return dimms().devices();
  }

  @Override
  public void onLoss(LossListener listener) {
    parts.memory().onLoss(listener);
  }

  @Override
  public LooseDimm prepare(DeviceRequest request) throws BackplaneException {
    return parts.devices().prepare(request);
  }

  @Override
  public void exchange(String device, String property, String object) throws BackplaneException {
    parts.devices().exchange(device, property, object);
  }

  @Override
  public Map<String, PropertyValue> properties() {
    var all = new HashMap<>(parts.settings());
    parts
        .memory()
        .ramBackend()
        .ifPresent(
            path -> all.put(MachineTypes.MEMORY_BACKEND, new PropertyValue.Text(path.toString())));
    return all;
  }

  @Override
  public GuestAccess access(int hart) throws MissingReferenceException {
    if (hart != 0) {
      throw new MissingReferenceException(
          "", "there is no hart %d".formatted(hart), "the machine has one, number 0");
    }
    return access;
  }

  @Override
  public void halt() {
    cpu.halt();
  }

  @Override
  public void start() {
    wanted = true;
    settle();
  }

  @Override
  public boolean stop() {
    wanted = false;
    settle();
    return !lost;
  }

  @Override
  public Optional<MachineEvent.BreakpointReached> stopAtBreakpoint(HartRun run) {
    if (!cpu.isPresent(run)) {
      return Optional.empty();
    }
    stop();
    cpu.breakpointTold();
    Optional<HartState> at = cpu.state();
    broken |= cpu.stateLost();
    return at.map(state -> new MachineEvent.BreakpointReached(state.hartId(), state.pc()));
  }

  @Override
  public void reset() {
    broken = false;
    cpu.clear("");
    parts.devices().slots().reset();
    parts.board().reset();
    cpu.provider().ifPresent(this::powerOn);
  }

  @Override
  public void discardHarts(String why) {
    broken = true;
    cpu.clear(why);
  }

  @Override
  public boolean plug(CpuProvider provider) {
    if (!provider.architecture().equals(ARCHITECTURE)) {
      LOG.warn("a CPU provider for {} is of no use to this machine", provider.architecture());
      return true;
    }
    pull();
    hart.codeCame(provider.isa(), cpu.hasState());
    cpu.plug(provider);
    if (!cpu.hasState() && !broken) {
      powerOn(provider);
    } else if (!broken && !provider.isa().equals(treeIsa)) {
      LOG.warn("the guest was told of a CPU {} and gets {}", treeIsa, provider.isa());
    }
    settle();
    return sound();
  }

  @Override
  public boolean unplug(CpuProvider provider) {
    if (cpu.provider().filter(provider::equals).isPresent()) {
      pull();
      hart.codeWent();
      LOG.info("the hart waits for a CPU provider");
    }
    return sound();
  }

  @Override
  public DeviceStatus insert(LooseDimm device) throws BackplaneException {
    PcDimm dimm = parts.devices().place(device, true);
    exchange(() -> dimms().insert(dimm));
    return dimm.status();
  }

  @Override
  public MachineEvent.DeviceDeleted remove(String device) throws BackplaneException {
    PcDimm dimm = parts.devices().removable(device);
    exchange(() -> dimms().take(dimm));
    dimm.release();
    return new MachineEvent.DeviceDeleted(dimm.id(), dimm.path());
  }

  @Override
  public boolean sound() {
    return !broken && !lost;
  }

  @Override
  public void flush() {
    parts.serial().flush();
  }

  @Override
  public void close() {
    stop();
    try (var teardown = new Teardown()) {
      if (lost) {
        LOG.error("the machine's memory is not given back: a hart may still use it");
      } else {
        teardown.closing(parts.memory());
      }
      teardown.add(this::pull);
      teardown.closing(parts.clock());
      teardown.closing(parts.serial());
      teardown.closing(parts.devices().slots());
    }
  }

  @Override
  public <T> T still(Look<T> action) throws BackplaneException {
    rest();
    try {
      if (lost) {
        throw new BackendFailedException(
            "machine 'virt'", "a hart did not stop", new IllegalStateException(cpu.status()));
      }
      return action.at();
    } finally {
      broken |= cpu.stateLost();
      settle();
    }
  }

  @Override
  public boolean withDevices(BooleanSupplier action) {
    parts.surroundings().go();
    try {
      return action.getAsBoolean();
    } finally {
      lost |= cpu.stuck();
      parts.surroundings().rest();
    }
  }

  /** Takes the CPU provider out, with the hart at an instruction boundary. */
  private void pull() {
    rest();
    broken |= !cpu.unplug();
  }

  private PcDimms dimms() {
    return parts.memory().dimms();
  }

  /**
   * Changes what memory there is while harts, devices and time stand still. A hart may hold on to
   * addresses, so the one that goes on is a new one.
   *
   * @throws BackendFailedException the hart could not be stopped or saved; nothing is changed
   */
  private void exchange(Runnable change) throws BackendFailedException {
    rest();
    if (lost || !cpu.renew()) {
      broken = true;
      throw new BackendFailedException(
          "machine 'virt'",
          "its memory cannot be changed: a hart did not stop, or its state could not be saved",
          new IllegalStateException(cpu.status()));
    }
    change.run();
    map.refresh();
    settle();
  }

  /** Loads the guest and puts the hart where it begins. */
  private void powerOn(CpuProvider provider) {
    treeIsa = provider.isa();
    parts.boot().load(parts.memory().guest(), map.rom().segment(), inventory(provider));
    parts.htif().ifPresent(HtifPoller::reset);
    cpu.reset(parts.boot().start(treeIsa));
  }

  private Inventory inventory(CpuProvider provider) {
    return parts.memory().inventory(provider.isa(), provider.mmuType());
  }

  private void settle() {
    if (wanted && parts.treeDump().isPresent()) {
      TreeDump dump = parts.treeDump().get();
      cpu.provider().ifPresent(it -> dump.write(parts.boot().deviceTree(inventory(it))));
    } else if (wanted && !moving && !lost && cpu.ready()) {
      parts.surroundings().go();
      startReport.aboutToRun();
      cpu.start();
      moving = true;
    } else if (!wanted && moving) {
      rest();
    }
    broken |= cpu.startRefused();
  }

  private void rest() {
    if (moving) {
      lost |= !cpu.stop();
      parts.surroundings().rest();
      moving = false;
    }
  }
}
