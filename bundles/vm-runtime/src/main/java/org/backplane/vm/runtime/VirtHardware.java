package org.backplane.vm.runtime;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.backplane.api.cpu.CpuProvider;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.machine.DeviceStatus;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.board.MemoryMap;
import org.backplane.vm.runtime.board.SerialPort;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.boot.BootPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hardware of a {@code virt} machine. Time, devices and the hart go on only while both the
 * machine is to run and a CPU provider is there: without one the guest simply makes no progress.
 */
final class VirtHardware implements Hardware {

  private static final Logger LOG = LoggerFactory.getLogger(VirtHardware.class);
  private static final String ARCHITECTURE = "riscv64";
  // A thousand times what a hart needs; one that takes longer is broken.
  private static final Duration HART_STOP = Duration.ofSeconds(5);
  private static final long ROM_ALIGNMENT = 4096;

  /**
   * What it is built from. It owns all of it.
   *
   * @param boot what the guest starts from
   */
  record Parts(
      MachineClock clock,
      MachineRam ram,
      SerialPort serial,
      BootPlan boot,
      VirtBoard board,
      VirtioSlots slots) {}

  private final Parts parts;
  private final RamBlock rom;
  private final CpuSocket cpu;
  private final StartReport startReport = new StartReport();
  private volatile String treeIsa = "";
  private boolean wanted;
  private boolean moving;
  private boolean broken;
  private boolean lost;

  /**
   * @param onHartFailure hears, on the hart's thread, that it broke
   */
  VirtHardware(Parts parts, HartLines lines, Consumer<Throwable> onHartFailure) {
    this.parts = parts;
    // Collected with the last reference to it: a hart's provider may keep the address that long.
    var romBytes = Arena.ofAuto().allocate(MemoryMap.BOOT_ROM.sizeBytes(), ROM_ALIGNMENT);
    this.rom = new RamBlock(MemoryMap.BOOT_ROM.address(), romBytes, false);
    var ram = new RamBlock(MemoryMap.RAM_ADDRESS, parts.ram().segment(), true);
    var bus = parts.board().addressSpace(List.of(rom, ram), parts.slots().windows());
    this.cpu = new CpuSocket(0, bus, lines, onHartFailure, HART_STOP);
  }

  @Override
  public Optional<String> architecture() {
    return Optional.of(ARCHITECTURE);
  }

  @Override
  public long ramBytes() {
    return parts.ram().sizeBytes();
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
  public List<DeviceStatus> devices() {
    var all = new ArrayList<DeviceStatus>();
    all.add(BoardTypes.cpu(treeIsa, cpu.status()));
    all.add(BoardTypes.serial(parts.serial()));
    all.addAll(parts.slots().statuses());
    return all;
  }

  @Override
  public Map<String, PropertyValue> properties() {
    return Map.of(
        MachineTypes.MEMORY_BACKEND, new PropertyValue.Text(parts.ram().backend().toString()));
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
  public void reset() {
    broken = false;
    cpu.clear("");
    parts.slots().reset();
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
    cpu.plug(provider);
    if (!cpu.hasState() && !broken) {
      powerOn(provider);
    } else if (!broken && !provider.isa().equals(treeIsa)) {
      LOG.warn("the guest was told of a CPU {} and gets {}", treeIsa, provider.isa());
    }
    settle();
    return !broken && !lost;
  }

  @Override
  public boolean unplug(CpuProvider provider) {
    if (cpu.provider().filter(provider::equals).isPresent()) {
      pull();
      LOG.info("the hart waits for a CPU provider");
    }
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
        teardown.closing(parts.ram());
      }
      teardown.add(this::pull);
      teardown.closing(parts.clock());
      teardown.closing(parts.serial());
      teardown.closing(parts.slots());
    }
  }

  /** Takes the CPU provider out, with the hart at an instruction boundary. */
  private void pull() {
    rest();
    broken |= !cpu.unplug();
  }

  /** Loads the guest and puts the hart at the start of the reset code. */
  private void powerOn(CpuProvider provider) {
    treeIsa = provider.isa();
    parts.boot().load(parts.ram().segment(), rom.segment(), List.of(treeIsa));
    cpu.reset(
        HartState.atReset(0, MemoryMap.BOOT_ROM.address(), parts.boot().deviceTreeAddress(), 0));
  }

  private void settle() {
    if (wanted && !moving && !lost && cpu.ready()) {
      parts.slots().running(true);
      parts.clock().run(true);
      startReport.aboutToRun();
      cpu.start();
      moving = true;
    } else if (!wanted && moving) {
      rest();
    }
  }

  private void rest() {
    if (moving) {
      lost |= !cpu.stop();
      parts.clock().run(false);
      parts.slots().running(false);
      moving = false;
    }
  }
}
