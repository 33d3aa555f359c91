package org.backplane.vm.runtime;

import java.util.List;
import java.util.Optional;
import org.backplane.api.BackplaneException;
import org.backplane.api.InvalidRequestException;
import org.backplane.api.machine.MachineRequest;
import org.backplane.api.object.ObjectRegistry;
import org.backplane.api.option.OptionParser;
import org.backplane.api.type.PropertyValues;
import org.backplane.vm.runtime.board.HartLines;
import org.backplane.vm.runtime.board.SerialPort;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.boot.BootPlan;
import org.backplane.vm.runtime.ram.MachineMemory;
import org.backplane.vm.runtime.virtio.DeviceServices;

/**
 * Puts a {@code virt} machine together.
 *
 * @param request what the operator asks for
 * @param values the checked machine properties
 */
record VirtAssembly(
    MachineRequest request, PropertyValues values, ObjectRegistry registry, OptionParser parser) {

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
        teardown.closing(MachineMemory.take(request, backend(), registry, parser));
    BootPlan boot = BootPlan.read(request.boot(), memory.ramBytes());
    var clock = teardown.closing(new MachineClock());
    var serial = teardown.closing(new SerialPort());
    if (!request.serials().isEmpty()) {
      serial.connect(registry, request.serials().getFirst(), "serial0");
    }
    var lines = new HartLines();
    var board = new VirtBoard(clock, List.of(lines), serial, machine.power());
    var supply =
        new VirtioSlots.Supply(parser, new DeviceServices(registry, clock), board, memory.guest());
    var slots = teardown.closing(new VirtioSlots(supply));
    var devices = new MachineDevices(slots, memory.dimms(), parser);
    devices.addAll(request.devices());
    var settings = MachineTypes.current(MachineTypes.VIRT, values);
    return new VirtHardware(
        new VirtHardware.Parts(settings, clock, memory, serial, boot, board, devices),
        lines,
        machine::hartFailed);
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
