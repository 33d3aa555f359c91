package org.backplane.cpu.riscv.exec;

import java.lang.invoke.VarHandle;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.mmu.AtomicMemory;
import org.backplane.cpu.riscv.mmu.Update;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * The A extension. All of it is sequentially consistent, which is as much as aq and rl together
 * ask.
 */
final class AtomicUnit {

  private static final int WORD = 4;
  private static final int DOUBLE = 8;

  private final AtomicMemory memory;
  private final long[] x;

  AtomicUnit(AtomicMemory memory, long[] x) {
    this.memory = memory;
    this.x = x;
  }

  void execute(Instruction instruction, long operation) throws Trap {
    long address = x[Operation.rs1(operation)];
    long operand = x[Operation.rs2(operation)];
    x[Operation.rd(operation)] =
        switch (instruction) {
          case LR_W -> loadReserved(address, WORD);
          case LR_D -> loadReserved(address, DOUBLE);
          case SC_W -> memory.storeConditional(address, WORD, operand) ? 0 : 1;
          case SC_D -> memory.storeConditional(address, DOUBLE, operand) ? 0 : 1;
          case AMOSWAP_W -> memory.updateWord(address, Update.SWAP, (int) operand);
          case AMOADD_W -> memory.updateWord(address, Update.ADD, (int) operand);
          case AMOXOR_W -> memory.updateWord(address, Update.XOR, (int) operand);
          case AMOAND_W -> memory.updateWord(address, Update.AND, (int) operand);
          case AMOOR_W -> memory.updateWord(address, Update.OR, (int) operand);
          case AMOMIN_W -> memory.updateWord(address, Update.MIN, (int) operand);
          case AMOMAX_W -> memory.updateWord(address, Update.MAX, (int) operand);
          case AMOMINU_W -> memory.updateWord(address, Update.MINU, (int) operand);
          case AMOMAXU_W -> memory.updateWord(address, Update.MAXU, (int) operand);
          case AMOSWAP_D -> memory.updateDouble(address, Update.SWAP, operand);
          case AMOADD_D -> memory.updateDouble(address, Update.ADD, operand);
          case AMOXOR_D -> memory.updateDouble(address, Update.XOR, operand);
          case AMOAND_D -> memory.updateDouble(address, Update.AND, operand);
          case AMOOR_D -> memory.updateDouble(address, Update.OR, operand);
          case AMOMIN_D -> memory.updateDouble(address, Update.MIN, operand);
          case AMOMAX_D -> memory.updateDouble(address, Update.MAX, operand);
          case AMOMINU_D -> memory.updateDouble(address, Update.MINU, operand);
          case AMOMAXU_D -> memory.updateDouble(address, Update.MAXU, operand);
          default -> throw new AssertionError(instruction);
        };
  }

  /** The fence keeps earlier stores before the load, which a volatile load alone does not. */
  private long loadReserved(long address, int widthBytes) throws Trap {
    VarHandle.fullFence();
    return memory.loadReserved(address, widthBytes);
  }
}
