package org.backplane.vm.runtime.sbi;

import org.backplane.api.cpu.SupervisorBinary.Call;
import org.backplane.api.cpu.SupervisorBinary.Result;
import org.backplane.vm.runtime.board.Console;
import org.backplane.vm.runtime.memory.GuestFault;
import org.backplane.vm.runtime.memory.GuestMemory;
import org.backplane.vm.runtime.memory.GuestMemoryException;

/**
 * The debug console extension, on the serial port. A call moves what there is room for, which may
 * be nothing, and never waits.
 */
final class ConsoleCalls {

  /** "DBCN". */
  static final long ID = 0x4442_434e;

  // The guest asks again for the rest, so that a call of any length ends soon.
  private static final int LONGEST = 1024;

  private final GuestMemory memory;
  private final Console console;

  ConsoleCalls(GuestMemory memory, Console console) {
    this.memory = memory;
    this.console = console;
  }

  /** Moves bytes between a part of guest memory, known to be there, and the console. */
  @FunctionalInterface
  private interface Transfer {
    int move(long address, int length) throws GuestMemoryException;
  }

  Extension extension() {
    return new Extension(
        ID,
        call -> transfer(call, false, this::write),
        call -> transfer(call, true, this::read),
        this::writeByte);
  }

  private Result transfer(Call call, boolean intoMemory, Transfer transfer) {
    long length = call.a0();
    long address = call.a1();
    if (call.a2() != 0) { // the address beyond 64 bits
      return Outcome.INVALID_PARAMETER.result();
    }
    try {
      memory.requireRange(address, length, intoMemory);
      return Outcome.value(transfer.move(address, (int) Math.min(length, LONGEST)));
    } catch (GuestFault _) {
      return Outcome.INVALID_PARAMETER.result();
    } catch (GuestMemoryException _) {
      return Outcome.FAILED.result();
    }
  }

  private int write(long address, int length) throws GuestMemoryException {
    var octets = new byte[length];
    memory.read(address, octets);
    int written = 0;
    while (written < length && console.put(octets[written])) {
      written++;
    }
    return written;
  }

  private int read(long address, int length) throws GuestMemoryException {
    int read = 0;
    for (int octet; read < length && (octet = console.take()) >= 0; read++) {
      memory.setU8(address + read, octet);
    }
    return read;
  }

  /** It is to wait for room, which a hart must not: a full console is one that fails. */
  private Result writeByte(Call call) {
    return console.put((byte) call.a0()) ? Outcome.SUCCESS.result() : Outcome.FAILED.result();
  }
}
