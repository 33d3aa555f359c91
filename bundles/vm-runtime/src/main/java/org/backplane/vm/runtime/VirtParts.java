package org.backplane.vm.runtime;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.api.metric.Measured;
import org.backplane.api.type.PropertyValue;
import org.backplane.vm.runtime.board.VirtBoard;
import org.backplane.vm.runtime.boot.BootPlan;
import org.backplane.vm.runtime.boot.TreeDump;
import org.backplane.vm.runtime.htif.HtifPoller;
import org.backplane.vm.runtime.ram.MachineMemory;
import org.backplane.vm.runtime.serial.SerialPort;

/**
 * What the hardware of a {@code virt} machine is built from. It owns all of it.
 *
 * @param settings the machine's properties, as far as they were given or have a default
 * @param boot what the guest starts from
 * @param measured what these parts measure
 * @param supervisorBinary what stands in for firmware
 * @param treeDump what is done in the place of running a guest
 * @param htif what serves a test program
 */
record VirtParts(
    Map<String, PropertyValue> settings,
    MachineTime clock,
    MachineMemory memory,
    SerialPort serial,
    BootPlan boot,
    VirtBoard board,
    MachineDevices devices,
    List<Measured> measured,
    Optional<SupervisorBinary> supervisorBinary,
    Optional<TreeDump> treeDump,
    Optional<HtifPoller> htif) {

  Surroundings surroundings() {
    return new Surroundings(clock, devices.slots(), htif);
  }
}
