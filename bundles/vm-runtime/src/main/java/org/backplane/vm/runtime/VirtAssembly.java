package org.backplane.vm.runtime;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.metric.Measured;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.boot.BootPlan;
import org.backplane.vm.runtime.boot.HostSymbols;
import org.backplane.vm.runtime.boot.OutputFile;
import org.backplane.vm.runtime.boot.TreeDump;
import org.backplane.vm.runtime.htif.HtifPoller;
import org.backplane.vm.runtime.htif.HtifSettings;
import org.backplane.vm.runtime.ram.MachineMemory;
import org.backplane.vm.runtime.sbi.MachineBinary;
import org.backplane.vm.runtime.sbi.Services;
import org.backplane.vm.runtime.serial.SerialMeter;
import org.backplane.vm.runtime.serial.SerialPort;
import org.backplane.vm.runtime.trace.Traces;
import org.backplane.vm.runtime.virtio.DeviceServices;

/**
 * Puts a {@code virt} machine together.
 *
 * @param request what the operator asks for
 * @param values the checked machine properties
 * @param accelerator what is to execute the guest
 * @param traces where its parts tell what they do
 */
record VirtAssembly(
    MachineRequest request,
    PropertyValues values,
    Accelerator accelerator,
    ObjectRegistry registry,
    OptionParser parser,
    Traces traces) {

  /** Builds the hardware; when it cannot be built, everything taken on the way is given back. */
  Hardware build(HostedMachine machine) throws BackplaneException {
    checkNumbers();
    var teardown = new Teardown();
    boolean built = false;
    try {
      Hardware hardware = assemble(machine, teardown);
      built = true;
      return hardware;
    } finally {
      if (!built) {
        teardown.close();
      }
    }
  }

  private Hardware assemble(HostedMachine machine, Teardown teardown) throws BackplaneException {
    MachineMemory memory =
        teardown.closing(MachineMemory.take(request, backend(), registry, parser, traces.memory()));
    BootPlan boot = BootPlan.read(request.boot(), memory.ramBytes());
    if (traces.machine().loadFile.enabled()) {
      boot.files().forEach(traces.machine().loadFile::record);
    }
    MachineTime clock = teardown.closing(accelerator.clock());
    Measured line = Measuring.device(BoardTypes.SERIAL_PORT, BoardTypes.SERIAL);
    var serial = teardown.closing(new SerialPort(new SerialMeter(line.metrics())));
    if (!request.serials().isEmpty()) {
      serial.connect(registry, request.serials().getFirst(), "serial0");
    }
    var lines = new HartLines();
    var board =
        new VirtBoard(
            clock,
            accelerator.wallClock(clock),
            List.of(lines),
            serial,
            machine.signals(),
            traces.board());
    var services = new DeviceServices(registry, clock, traces);
    var supply = new VirtioSlots.Supply(parser, services, board, memory.guest());
    var slots = teardown.closing(new VirtioSlots(supply));
    var devices = new MachineDevices(slots, memory.dimms(), parser, traces.machine());
    devices.addAll(request.devices());
    Optional<SupervisorBinary> supervisorBinary =
        boot.servesSupervisor()
            ? Optional.of(
                new MachineBinary(
                    new Services(
                        List.of(lines),
                        board::supervisorTimer,
                        memory.guest(),
                        board.console(),
                        machine.signals()),
                    traces.supervisor()))
            : Optional.empty();
    Optional<TreeDump> treeDump = treeDump(machine);
    Optional<HtifPoller> htif = htif(boot, memory, board, machine);
    var settings = MachineTypes.current(MachineTypes.VIRT, values);
    return new VirtHardware(
        new VirtParts(
            settings,
            clock,
            memory,
            serial,
            boot,
            board,
            devices,
            Stream.concat(Stream.of(line), devices.measured().stream()).toList(),
            supervisorBinary,
            treeDump,
            htif),
        lines,
        machine.signals(),
        traces.machine());
  }

  private Optional<TreeDump> treeDump(HostedMachine machine) throws BackplaneException {
    Optional<String> name = values.findText(MachineTypes.DUMPDTB);
    return name.isPresent()
        ? Optional.of(
            new TreeDump(OutputFile.named("machine 'virt': dumpdtb", name.get()), machine::end))
        : Optional.empty();
  }

  private Optional<HtifPoller> htif(
      BootPlan boot, MachineMemory memory, VirtBoard board, HostedMachine machine)
      throws BackplaneException {
    HtifSettings htif = HtifSettings.of(values);
    Optional<HostSymbols> symbols = htif.wanted() ? boot.hostSymbols() : Optional.empty();
    return htif.connect(symbols, memory.guest(), board.console(), machine.signals()::ofThisGuest);
  }

  private Optional<String> backend() {
    return values.findText(MachineTypes.MEMORY_BACKEND).filter(id -> !id.isEmpty());
  }

  private void checkNumbers() throws InvalidRequestException {
    if (request.harts() != 1) {
      throw new InvalidRequestException(
          "machine 'virt'",
          "-smp %d: it has exactly one hart so far".formatted(request.harts()),
          "give -smp 1, or leave it out");
    }
    if (request.serials().size() > 1) {
      throw new InvalidRequestException(
          "machine 'virt'",
          "%d serial ports: the board has one".formatted(request.serials().size()),
          "give -serial once");
    }
  }
}
