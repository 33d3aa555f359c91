package org.backplane.vm.runtime.board;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.backplane.api.cpu.RamBlock;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.vm.runtime.bus.AddressSpace;
import org.backplane.vm.runtime.bus.Platform;
import org.backplane.vm.runtime.device.InterruptPin;
import org.backplane.vm.runtime.device.MmioDevice;
import org.backplane.vm.runtime.device.VirtualClock;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.BoardTrace;

/** The devices that every {@code virt} board has, wired up. */
public final class VirtBoard {

  private final BoardLines wires;
  private final Plic plic;
  private final Clint clint;
  private final Uart16550 uart;
  private final GoldfishRtc rtc;
  private final PowerDevice power;
  private final List<TimeCompare> supervisorTimers;
  private final BoardTrace trace;
  private final int harts;

  /**
   * @param wallClock what the real-time clock shows
   */
  public VirtBoard(
      VirtualClock clock,
      InstantSource wallClock,
      List<HartLines> lines,
      SerialPort serial,
      PowerDevice.Switch power,
      BoardTrace trace) {
    this.trace = trace;
    this.harts = lines.size();
    this.wires = new BoardLines(lines);
    this.plic = new Plic(MemoryMap.PLIC_SOURCES, wires.external(), trace);
    wires.sources(plic);
    this.clint = new Clint(clock, wires.local(), trace);
    this.uart = new Uart16550(serial, wires.source(MemoryMap.UART_SOURCE), trace);
    this.rtc = new GoldfishRtc(wallClock, clock, wires.source(MemoryMap.RTC_SOURCE), trace);
    this.power = new PowerDevice(power);
    this.supervisorTimers =
        IntStream.range(0, harts)
            .mapToObj(hart -> new TimeCompare(clock, wires.supervisorTimer(hart)))
            .toList();
  }

  /** Its interrupt lines. */
  public BoardLines wires() {
    return wires;
  }

  /** The interrupt output of a virtio-mmio slot. */
  public InterruptPin virtioPin(int slot) {
    return wires.source(MemoryMap.virtioSource(slot));
  }

  /** Its serial line. */
  public Console console() {
    return uart;
  }

  /**
   * Lays out the physical address space.
   *
   * @param memory RAM and ROM
   * @param slots the virtio-mmio transports, slot 0 first, one for each slot
   * @param supervisorBinary what answers supervisor mode, in the place of firmware
   */
  public AddressSpace addressSpace(
      List<RamBlock> memory,
      List<? extends MmioDevice> slots,
      Optional<SupervisorBinary> supervisorBinary) {
    var space = AddressSpace.builder();
    memory.forEach(space::memory);
    place(space, "power", MemoryMap.POWER, power);
    place(space, "goldfish_rtc", MemoryMap.RTC, rtc);
    place(space, "clint", MemoryMap.CLINT, clint);
    place(space, "plic", MemoryMap.plic(harts), plic);
    place(space, "serial", MemoryMap.UART, uart);
    for (int slot = 0; slot < MemoryMap.VIRTIO_SLOTS; slot++) {
      place(space, "virtio-mmio." + slot, MemoryMap.virtio(slot), slots.get(slot));
    }
    return space.build(new Wiring(supervisorBinary));
  }

  /** All devices back to the power-on state; no hart runs meanwhile. */
  public void reset() {
    uart.reset();
    rtc.reset();
    clint.reset();
    plic.reset();
    supervisorTimers.forEach(timer -> timer.set(TimeCompare.NEVER));
  }

  /** See {@link org.backplane.api.cpu.PhysicalBus#supervisorTimer}. */
  public void supervisorTimer(int hart, long ticks) {
    if (trace.timerSet.enabled()) {
      trace.timerSet.record(hart, "supervisor", ticks);
    }
    supervisorTimers.get(hart).set(ticks);
  }

  private static void place(
      AddressSpace.Builder space, String name, MemoryMap.Range range, MmioDevice device) {
    space.window(name, range.address(), range.sizeBytes(), device);
  }

  private final class Wiring implements Platform {
    private final Optional<SupervisorBinary> supervisorBinary;

    Wiring(Optional<SupervisorBinary> supervisorBinary) {
      this.supervisorBinary = supervisorBinary;
    }

    @Override
    public long ticks() {
      return clint.ticks();
    }

    @Override
    public void supervisorTimer(int hart, long ticks) {
      VirtBoard.this.supervisorTimer(hart, ticks);
    }

    @Override
    public Optional<SupervisorBinary> supervisorBinary() {
      return supervisorBinary;
    }
  }
}
