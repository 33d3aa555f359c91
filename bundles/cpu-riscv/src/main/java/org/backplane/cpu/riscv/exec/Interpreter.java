package org.backplane.cpu.riscv.exec;

import java.util.OptionalLong;
import java.util.Set;
import org.backplane.api.cpu.PhysicalBus;
import org.backplane.cpu.riscv.isa.Opcode;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.mmu.AtomicMemory;
import org.backplane.cpu.riscv.mmu.Mmu;
import org.backplane.cpu.riscv.mmu.VirtualMemory;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Executes decoded instructions one after the other. RV64I and M are in the loop itself, the rest
 * in units of its own: the loop must stay below 8000 bytes of bytecode, else it is never compiled.
 */
public final class Interpreter {

  /**
   * After how many instructions signals are looked at, and progress is told to other threads,
   * unless an instruction gives a reason to do so earlier.
   */
  private static final int LOOK_EVERY = 1024;

  private final HartCore core;
  private final Signals signals;
  private final Mmu mmu;
  private final VirtualMemory memory;
  private final CodeCache code;
  private final AtomicUnit atomicUnit;
  private final FloatUnit floatUnit;
  private final FloatMemoryUnit floatMemoryUnit;
  private final BitUnit bitUnit;
  private final SystemUnit systemUnit;

  public Interpreter(HartCore core, PhysicalBus bus) {
    this.core = core;
    this.signals = core.signals();
    var physical = new PhysicalMemory(bus);
    this.mmu = new Mmu(core.csrs(), physical);
    this.memory = new VirtualMemory(mmu, physical);
    this.code = new CodeCache(memory, physical);
    this.atomicUnit = new AtomicUnit(new AtomicMemory(memory), core.x);
    this.floatUnit = new FloatUnit(core.x, core.f, core);
    this.floatMemoryUnit = new FloatMemoryUnit(core, memory);
    this.bitUnit = new BitUnit(core.x);
    this.systemUnit = new SystemUnit(core, memory, code, bus.supervisorBinary());
  }

  /** Forgets translations, and looks at memory before decoded code is used again. */
  public void flush() {
    memory.flush();
    code.invalidate();
  }

  /** Sets the virtual addresses at which {@link #run} ends by {@link BreakpointReached}. */
  public void breakpoints(Set<Long> addresses) {
    code.breakpoints(addresses);
  }

  /** Where a load would go now. */
  public OptionalLong peek(long address) {
    memory.configure(core.privilege);
    return mmu.peek(address);
  }

  /**
   * Executes until a signal asks for attention: one instruction when it does so already, else a
   * bounded number of them more.
   *
   * @throws Trap the instruction at {@code pc} does not complete
   * @throws BreakpointReached the instruction at {@code pc} is not executed
   */
  public void run() throws Trap, BreakpointReached {
    memory.configure(core.privilege);
    long[] x = core.x;
    long pc = core.pc;
    long retired = core.retired();
    long limit = 0; // no more than one instruction when attention is asked for already
    try {
      var page = code.page(pc);
      while (true) {
        long operation = page.operations[CodePage.slot(pc)];
        if (operation == 0) {
          operation = code.decode(page, pc);
        }
        int rd = Operation.rd(operation);
        int rs1 = Operation.rs1(operation);
        int rs2 = Operation.rs2(operation);
        long immediate = Operation.immediate(operation);
        long next = pc + Operation.length(operation);
        switch (Operation.opcode(operation)) {
          case Opcode.LUI -> x[rd] = immediate;
          case Opcode.AUIPC -> x[rd] = pc + immediate;
          case Opcode.JAL -> {
            x[rd] = next;
            next = pc + immediate;
          }
          case Opcode.JALR -> {
            long target = (x[rs1] + immediate) & ~1L;
            x[rd] = next;
            next = target;
          }
          case Opcode.BEQ -> next = x[rs1] == x[rs2] ? pc + immediate : next;
          case Opcode.BNE -> next = x[rs1] != x[rs2] ? pc + immediate : next;
          case Opcode.BLT -> next = x[rs1] < x[rs2] ? pc + immediate : next;
          case Opcode.BGE -> next = x[rs1] >= x[rs2] ? pc + immediate : next;
          case Opcode.BLTU ->
              next = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? pc + immediate : next;
          case Opcode.BGEU ->
              next = Long.compareUnsigned(x[rs1], x[rs2]) >= 0 ? pc + immediate : next;
          case Opcode.LB -> x[rd] = memory.load8(x[rs1] + immediate);
          case Opcode.LH -> x[rd] = memory.load16(x[rs1] + immediate);
          case Opcode.LW -> x[rd] = memory.load32(x[rs1] + immediate);
          case Opcode.LD -> x[rd] = memory.load64(x[rs1] + immediate);
          case Opcode.LBU -> x[rd] = memory.load8(x[rs1] + immediate) & 0xff;
          case Opcode.LHU -> x[rd] = memory.load16(x[rs1] + immediate) & 0xffff;
          case Opcode.LWU -> x[rd] = memory.load32(x[rs1] + immediate) & 0xffff_ffffL;
          case Opcode.SB -> limit = memory.store8(x[rs1] + immediate, x[rs2]) ? limit : 0;
          case Opcode.SH -> limit = memory.store16(x[rs1] + immediate, x[rs2]) ? limit : 0;
          case Opcode.SW -> limit = memory.store32(x[rs1] + immediate, x[rs2]) ? limit : 0;
          case Opcode.SD -> limit = memory.store64(x[rs1] + immediate, x[rs2]) ? limit : 0;
          case Opcode.ADDI -> x[rd] = x[rs1] + immediate;
          case Opcode.SLTI -> x[rd] = x[rs1] < immediate ? 1 : 0;
          case Opcode.SLTIU -> x[rd] = Long.compareUnsigned(x[rs1], immediate) < 0 ? 1 : 0;
          case Opcode.XORI -> x[rd] = x[rs1] ^ immediate;
          case Opcode.ORI -> x[rd] = x[rs1] | immediate;
          case Opcode.ANDI -> x[rd] = x[rs1] & immediate;
          case Opcode.SLLI -> x[rd] = x[rs1] << immediate;
          case Opcode.SRLI -> x[rd] = x[rs1] >>> immediate;
          case Opcode.SRAI -> x[rd] = x[rs1] >> immediate;
          case Opcode.ADD -> x[rd] = x[rs1] + x[rs2];
          case Opcode.SUB -> x[rd] = x[rs1] - x[rs2];
          case Opcode.SLL -> x[rd] = x[rs1] << x[rs2];
          case Opcode.SLT -> x[rd] = x[rs1] < x[rs2] ? 1 : 0;
          case Opcode.SLTU -> x[rd] = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? 1 : 0;
          case Opcode.XOR -> x[rd] = x[rs1] ^ x[rs2];
          case Opcode.SRL -> x[rd] = x[rs1] >>> x[rs2];
          case Opcode.SRA -> x[rd] = x[rs1] >> x[rs2];
          case Opcode.OR -> x[rd] = x[rs1] | x[rs2];
          case Opcode.AND -> x[rd] = x[rs1] & x[rs2];
          case Opcode.ADDIW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] + immediate));
          case Opcode.SLLIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] << immediate);
          case Opcode.SRLIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >>> immediate);
          case Opcode.SRAIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >> immediate);
          case Opcode.ADDW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] + x[rs2]));
          case Opcode.SUBW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] - x[rs2]));
          case Opcode.SLLW -> x[rd] = Arithmetic.signExtend((int) x[rs1] << x[rs2]);
          case Opcode.SRLW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >>> x[rs2]);
          case Opcode.SRAW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >> x[rs2]);
          case Opcode.MUL -> x[rd] = x[rs1] * x[rs2];
          case Opcode.MULH -> x[rd] = Math.multiplyHigh(x[rs1], x[rs2]);
          case Opcode.MULHSU -> x[rd] = Arithmetic.multiplyHighSignedUnsigned(x[rs1], x[rs2]);
          case Opcode.MULHU -> x[rd] = Math.unsignedMultiplyHigh(x[rs1], x[rs2]);
          case Opcode.DIV -> x[rd] = Arithmetic.divide(x[rs1], x[rs2]);
          case Opcode.DIVU -> x[rd] = Arithmetic.divideUnsigned(x[rs1], x[rs2]);
          case Opcode.REM -> x[rd] = Arithmetic.remainder(x[rs1], x[rs2]);
          case Opcode.REMU -> x[rd] = Arithmetic.remainderUnsigned(x[rs1], x[rs2]);
          case Opcode.MULW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] * x[rs2]));
          case Opcode.DIVW -> x[rd] = Arithmetic.divideWord((int) x[rs1], (int) x[rs2]);
          case Opcode.DIVUW -> x[rd] = Arithmetic.divideUnsignedWord((int) x[rs1], (int) x[rs2]);
          case Opcode.REMW -> x[rd] = Arithmetic.remainderWord((int) x[rs1], (int) x[rs2]);
          case Opcode.REMUW -> x[rd] = Arithmetic.remainderUnsignedWord((int) x[rs1], (int) x[rs2]);
          case Opcode.FENCE -> SystemUnit.fence((int) immediate);
          default -> {
            core.pc = pc;
            core.publish(retired);
            next = executeRare(operation, next);
            limit = 0;
          }
        }
        boolean leavesPage = CodePage.addressOf(pc ^ next) != 0;
        pc = next;
        if (++retired >= limit) {
          if (signals.attention()) {
            return; // before the next page, which may not be there: first things first
          }
          core.publish(retired);
          limit = retired + LOOK_EVERY;
        }
        if (leavesPage) {
          page = code.page(pc);
        }
      }
    } finally {
      core.pc = pc;
      core.publish(retired);
    }
  }

  private long executeRare(long operation, long next) throws Trap {
    var instruction = Operation.instruction(operation);
    switch (instruction.format()) {
      case ATOMIC -> atomicUnit.execute(instruction, operation);
      case FLOAT -> floatUnit.execute(instruction, operation);
      case FLOAT_LOAD, FLOAT_STORE -> floatMemoryUnit.execute(instruction, operation);
      case SYSTEM -> {
        return systemUnit.execute(instruction, operation);
      }
      default -> bitUnit.execute(instruction, operation);
    }
    return next;
  }
}
