package org.backplane.cpu.riscv.exec;

import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Interrupts;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.mmu.VirtualMemory;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/** Fences, environment calls, control and status registers, returns from traps. */
final class SystemUnit {

  private static final int A0 = 10;
  private static final int A1 = 11;
  private static final int A2 = 12;
  private static final int A3 = 13;
  private static final int A4 = 14;
  private static final int A6 = 16;
  private static final int A7 = 17;
  private static final int CACHE_BLOCK_BYTES = 64;
  private static final int DEVICE_OR_MEMORY_READS = 0b1010;
  private static final int DEVICE_OR_MEMORY_WRITES = 0b0101;

  private final HartCore core;
  private final CsrFile csrs;
  private final VirtualMemory memory;
  private final CodeCache code;
  private final Optional<SupervisorBinary> supervisorBinary;

  SystemUnit(
      HartCore core,
      VirtualMemory memory,
      CodeCache code,
      Optional<SupervisorBinary> supervisorBinary) {
    this.core = core;
    this.csrs = core.csrs();
    this.memory = memory;
    this.code = code;
    this.supervisorBinary = supervisorBinary;
  }

  /**
   * Executes one instruction; {@code core.pc} is its address.
   *
   * @return the address of the next
   */
  long execute(Instruction instruction, long operation) throws Trap {
    int word = (int) Operation.immediate(operation);
    long next = core.pc + Operation.length(operation);
    switch (instruction) {
      case FENCE_I -> fenceInstructions();
      case SFENCE_VMA -> fenceTranslations(word);
      case ECALL -> callEnvironment();
      case EBREAK -> throw new Trap(Cause.BREAKPOINT, core.pc);
      case CSRRW -> replace(operation, word, core.x[Operation.rs1(operation)]);
      case CSRRWI -> replace(operation, word, Operation.rs1(operation));
      case CSRRS, CSRRC -> change(instruction, operation, word, core.x[Operation.rs1(operation)]);
      case CSRRSI, CSRRCI -> change(instruction, operation, word, Operation.rs1(operation));
      case MRET -> next = returnFromMachineTrap(word);
      case SRET -> next = returnFromSupervisorTrap(word);
      case WFI -> await(word);
      case CBO_ZERO -> zeroCacheBlock(word);
      default -> throw illegal(word);
    }
    return next;
  }

  private static Trap illegal(int word) {
    return new Trap(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
  }

  /** Only earlier writes against later reads need more than the host gives for the asking. */
  static void fence(int word) {
    boolean writesBefore = (word >>> 24 & DEVICE_OR_MEMORY_WRITES) != 0;
    boolean readsAfter = (word >>> 20 & DEVICE_OR_MEMORY_READS) != 0;
    if (writesBefore && readsAfter) {
      VarHandle.fullFence();
    } else {
      VarHandle.releaseFence();
      VarHandle.acquireFence();
    }
  }

  private void fenceInstructions() {
    code.invalidate();
    core.signals().notice(); // leaves the page that is being executed
  }

  private void fenceTranslations(int word) throws Trap {
    if (csrs.refusesTranslationFence(core.privilege)) {
      throw illegal(word);
    }
    int address = word >>> 15 & 0x1f;
    if (address == 0) {
      memory.flush();
    } else {
      memory.flush(core.x[address]);
    }
    core.signals().notice(); // the page that is being executed may be another now
  }

  private void callEnvironment() throws Trap {
    var cause =
        switch (core.privilege) {
          case USER -> Cause.ECALL_FROM_USER;
          case SUPERVISOR -> Cause.ECALL_FROM_SUPERVISOR;
          case MACHINE -> Cause.ECALL_FROM_MACHINE;
        };
    boolean forFirmware =
        cause == Cause.ECALL_FROM_SUPERVISOR
            && csrs.handler(cause.code(), core.privilege) == Privilege.MACHINE;
    if (!forFirmware || supervisorBinary.isEmpty()) {
      throw new Trap(cause, 0);
    }
    long[] x = core.x;
    var result =
        supervisorBinary
            .get()
            .call(
                new SupervisorBinary.Call(
                    core.hartId(), x[A7], x[A6], x[A0], x[A1], x[A2], x[A3], x[A4]));
    x[A0] = result.error();
    x[A1] = result.value();
  }

  private void replace(long operation, int word, long value) throws Trap {
    int number = word >>> 20;
    requireAccess(number, word, true);
    long before = Operation.rd(operation) == Operation.SINK ? 0 : csrs.read(number);
    csrs.write(number, value);
    written(number);
    core.x[Operation.rd(operation)] = before;
  }

  /** Sets or clears bits; naming x0 or no bits means that nothing is written. */
  private void change(Instruction instruction, long operation, int word, long bits) throws Trap {
    int number = word >>> 20;
    boolean writes = Operation.rs1(operation) != 0;
    requireAccess(number, word, writes);
    if (writes) {
      boolean sets = instruction == Instruction.CSRRS || instruction == Instruction.CSRRSI;
      core.x[Operation.rd(operation)] = csrs.change(number, bits, sets);
      written(number);
    } else {
      core.x[Operation.rd(operation)] = csrs.read(number);
    }
  }

  private void requireAccess(int number, int word, boolean write) throws Trap {
    if (!csrs.isAccessible(number, core.privilege, write)) {
      throw illegal(word);
    }
  }

  /** A write may move code and data, and may open the way for an interrupt that is pending. */
  private void written(int number) {
    boolean moved = CsrFile.affectsTranslation(number) && memory.configure(core.privilege);
    if (moved || csrs.dueInterrupt(core.privilege) != Interrupts.NONE) {
      core.signals().notice();
    }
  }

  private long returnFromMachineTrap(int word) throws Trap {
    if (core.privilege != Privilege.MACHINE) {
      throw illegal(word);
    }
    core.privilege = csrs.leaveMachineTrap();
    core.signals().notice();
    return csrs.mepc();
  }

  private long returnFromSupervisorTrap(int word) throws Trap {
    if (csrs.refusesSupervisorReturn(core.privilege)) {
      throw illegal(word);
    }
    core.privilege = csrs.leaveSupervisorTrap();
    core.signals().notice();
    return csrs.sepc();
  }

  private void await(int word) throws Trap {
    if (csrs.refusesWait(core.privilege)) {
      throw illegal(word);
    }
    core.waiting = true;
    core.signals().notice();
  }

  private void zeroCacheBlock(int word) throws Trap {
    if (!csrs.isCacheBlockZeroAllowed(core.privilege)) {
      throw illegal(word);
    }
    long address = core.x[word >>> 15 & 0x1f];
    try {
      memory.zero(address & -CACHE_BLOCK_BYTES, CACHE_BLOCK_BYTES);
    } catch (Trap trap) {
      throw trap.at(address); // what rs1 holds, not where the block begins
    }
  }
}
