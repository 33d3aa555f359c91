package org.backplane.cpu.riscv.exec;

import java.lang.invoke.VarHandle;
import org.backplane.cpu.riscv.csr.CsrFile;
import org.backplane.cpu.riscv.csr.Privilege;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/** Fences, environment calls, control and status registers, returns from traps. */
final class SystemUnit {

  private static final int DEVICE_OR_MEMORY_READS = 0b1010;
  private static final int DEVICE_OR_MEMORY_WRITES = 0b0101;

  private final HartCore core;
  private final CsrFile csrs;
  private final CodeCache code;

  SystemUnit(HartCore core, CodeCache code) {
    this.core = core;
    this.csrs = core.csrs();
    this.code = code;
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
      case FENCE -> fence(word);
      case FENCE_I -> fenceInstructions();
      case ECALL -> throw new Trap(environmentCall(), 0);
      case EBREAK -> throw new Trap(Cause.BREAKPOINT, core.pc);
      case CSRRW -> replace(operation, word, core.x[Operation.rs1(operation)]);
      case CSRRWI -> replace(operation, word, Operation.rs1(operation));
      case CSRRS, CSRRC -> change(instruction, operation, word, core.x[Operation.rs1(operation)]);
      case CSRRSI, CSRRCI -> change(instruction, operation, word, Operation.rs1(operation));
      case MRET -> next = returnFromTrap(word);
      case WFI -> await(word);
      default -> throw illegal(word);
    }
    return next;
  }

  private static Trap illegal(int word) {
    return new Trap(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
  }

  /** Only earlier writes against later reads need more than the host gives for the asking. */
  private static void fence(int word) {
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

  private Cause environmentCall() {
    return core.privilege == Privilege.USER ? Cause.ECALL_FROM_USER : Cause.ECALL_FROM_MACHINE;
  }

  private void replace(long operation, int word, long value) throws Trap {
    int number = word >>> 20;
    requireAccess(number, word, true);
    long before = Operation.rd(operation) == Operation.SINK ? 0 : csrs.read(number);
    write(number, value);
    core.x[Operation.rd(operation)] = before;
  }

  /** Sets or clears bits; naming x0 or no bits means that nothing is written. */
  private void change(Instruction instruction, long operation, int word, long bits) throws Trap {
    int number = word >>> 20;
    boolean writes = Operation.rs1(operation) != 0;
    requireAccess(number, word, writes);
    long before = csrs.read(number);
    if (writes) {
      boolean sets = instruction == Instruction.CSRRS || instruction == Instruction.CSRRSI;
      write(number, sets ? before | bits : before & ~bits);
    }
    core.x[Operation.rd(operation)] = before;
  }

  private void requireAccess(int number, int word, boolean write) throws Trap {
    if (!csrs.isAccessible(number, core.privilege, write)) {
      throw illegal(word);
    }
  }

  /** A write may open the way for an interrupt that is pending. */
  private void write(int number, long value) {
    csrs.write(number, value);
    core.signals().notice();
  }

  private long returnFromTrap(int word) throws Trap {
    if (core.privilege != Privilege.MACHINE) {
      throw illegal(word);
    }
    core.privilege = csrs.leaveTrap();
    core.signals().notice();
    return csrs.mepc();
  }

  private void await(int word) throws Trap {
    if (core.privilege == Privilege.USER && csrs.refusesUserWait()) {
      throw illegal(word);
    }
    core.waiting = true;
    core.signals().notice();
  }
}
