package org.backplane.cpu.riscv.exec;

import org.backplane.cpu.riscv.fp.NanBox;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.mmu.VirtualMemory;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/** Loads and stores of floating-point registers; they move bits and know no numbers. */
final class FloatMemoryUnit {

  private final HartCore core;
  private final VirtualMemory memory;

  FloatMemoryUnit(HartCore core, VirtualMemory memory) {
    this.core = core;
    this.memory = memory;
  }

  void execute(Instruction instruction, long operation) throws Trap {
    if (!core.enabled()) {
      throw new Trap(Cause.ILLEGAL_INSTRUCTION, 0);
    }
    long address = core.x[Operation.rs1(operation)] + Operation.immediate(operation);
    switch (instruction) {
      case FLW -> load(operation, NanBox.box(memory.load32(address)));
      case FLD -> load(operation, memory.load64(address));
      case FSW -> memory.store32(address, core.f[Operation.rs2(operation)]);
      case FSD -> memory.store64(address, core.f[Operation.rs2(operation)]);
      default -> throw new IllegalArgumentException(instruction.mnemonic());
    }
  }

  private void load(long operation, long value) {
    core.f[Operation.rd(operation)] = value;
    core.dirty();
  }
}
