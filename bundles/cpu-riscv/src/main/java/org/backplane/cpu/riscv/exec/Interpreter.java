package org.backplane.cpu.riscv.exec;

import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.memory.PhysicalMemory;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * Executes decoded instructions one after the other. RV64I and M are in the loop itself, the rest
 * in units of its own: the loop must stay below 8000 bytes of bytecode, else it is never compiled.
 */
public final class Interpreter {

  private static final int PUBLISH_EVERY = 1024;

  private final HartCore core;
  private final Signals signals;
  private final PhysicalMemory memory;
  private final CodeCache code;
  private final AtomicUnit atomicUnit;
  private final SystemUnit systemUnit;

  public Interpreter(HartCore core, PhysicalMemory memory) {
    this.core = core;
    this.signals = core.signals();
    this.memory = memory;
    this.code = new CodeCache(memory);
    this.atomicUnit = new AtomicUnit(memory.atomics(), core.x);
    this.systemUnit = new SystemUnit(core, code);
  }

  /**
   * Executes until a signal asks for attention, but at least one instruction.
   *
   * @throws Trap the instruction at {@code pc} does not complete
   */
  public void run() throws Trap {
    long[] x = core.x;
    long pc = core.pc;
    long retired = core.retired();
    try {
      var page = code.page(pc);
      while (true) {
        long operation = page.operations[CodePage.slot(pc)];
        if (operation == 0) {
          operation = code.decode(page, pc);
        }
        var instruction = Operation.instruction(operation);
        int rd = Operation.rd(operation);
        int rs1 = Operation.rs1(operation);
        int rs2 = Operation.rs2(operation);
        long immediate = Operation.immediate(operation);
        long next = pc + Operation.length(operation);
        switch (instruction) {
          case LUI -> x[rd] = immediate;
          case AUIPC -> x[rd] = pc + immediate;
          case JAL -> {
            x[rd] = next;
            next = pc + immediate;
          }
          case JALR -> {
            long target = (x[rs1] + immediate) & ~1L;
            x[rd] = next;
            next = target;
          }
          case BEQ -> next = x[rs1] == x[rs2] ? pc + immediate : next;
          case BNE -> next = x[rs1] != x[rs2] ? pc + immediate : next;
          case BLT -> next = x[rs1] < x[rs2] ? pc + immediate : next;
          case BGE -> next = x[rs1] >= x[rs2] ? pc + immediate : next;
          case BLTU -> next = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? pc + immediate : next;
          case BGEU -> next = Long.compareUnsigned(x[rs1], x[rs2]) >= 0 ? pc + immediate : next;
          case LB -> x[rd] = memory.load8(x[rs1] + immediate);
          case LH -> x[rd] = memory.load16(x[rs1] + immediate);
          case LW -> x[rd] = memory.load32(x[rs1] + immediate);
          case LD -> x[rd] = memory.load64(x[rs1] + immediate);
          case LBU -> x[rd] = memory.load8(x[rs1] + immediate) & 0xff;
          case LHU -> x[rd] = memory.load16(x[rs1] + immediate) & 0xffff;
          case LWU -> x[rd] = memory.load32(x[rs1] + immediate) & 0xffff_ffffL;
          case SB -> memory.store8(x[rs1] + immediate, x[rs2]);
          case SH -> memory.store16(x[rs1] + immediate, x[rs2]);
          case SW -> memory.store32(x[rs1] + immediate, x[rs2]);
          case SD -> memory.store64(x[rs1] + immediate, x[rs2]);
          case ADDI -> x[rd] = x[rs1] + immediate;
          case SLTI -> x[rd] = x[rs1] < immediate ? 1 : 0;
          case SLTIU -> x[rd] = Long.compareUnsigned(x[rs1], immediate) < 0 ? 1 : 0;
          case XORI -> x[rd] = x[rs1] ^ immediate;
          case ORI -> x[rd] = x[rs1] | immediate;
          case ANDI -> x[rd] = x[rs1] & immediate;
          case SLLI -> x[rd] = x[rs1] << immediate;
          case SRLI -> x[rd] = x[rs1] >>> immediate;
          case SRAI -> x[rd] = x[rs1] >> immediate;
          case ADD -> x[rd] = x[rs1] + x[rs2];
          case SUB -> x[rd] = x[rs1] - x[rs2];
          case SLL -> x[rd] = x[rs1] << x[rs2];
          case SLT -> x[rd] = x[rs1] < x[rs2] ? 1 : 0;
          case SLTU -> x[rd] = Long.compareUnsigned(x[rs1], x[rs2]) < 0 ? 1 : 0;
          case XOR -> x[rd] = x[rs1] ^ x[rs2];
          case SRL -> x[rd] = x[rs1] >>> x[rs2];
          case SRA -> x[rd] = x[rs1] >> x[rs2];
          case OR -> x[rd] = x[rs1] | x[rs2];
          case AND -> x[rd] = x[rs1] & x[rs2];
          case ADDIW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] + immediate));
          case SLLIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] << immediate);
          case SRLIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >>> immediate);
          case SRAIW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >> immediate);
          case ADDW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] + x[rs2]));
          case SUBW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] - x[rs2]));
          case SLLW -> x[rd] = Arithmetic.signExtend((int) x[rs1] << x[rs2]);
          case SRLW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >>> x[rs2]);
          case SRAW -> x[rd] = Arithmetic.signExtend((int) x[rs1] >> x[rs2]);
          case MUL -> x[rd] = x[rs1] * x[rs2];
          case MULH -> x[rd] = Math.multiplyHigh(x[rs1], x[rs2]);
          case MULHSU -> x[rd] = Arithmetic.multiplyHighSignedUnsigned(x[rs1], x[rs2]);
          case MULHU -> x[rd] = Math.unsignedMultiplyHigh(x[rs1], x[rs2]);
          case DIV -> x[rd] = Arithmetic.divide(x[rs1], x[rs2]);
          case DIVU -> x[rd] = Arithmetic.divideUnsigned(x[rs1], x[rs2]);
          case REM -> x[rd] = Arithmetic.remainder(x[rs1], x[rs2]);
          case REMU -> x[rd] = Arithmetic.remainderUnsigned(x[rs1], x[rs2]);
          case MULW -> x[rd] = Arithmetic.signExtend((int) (x[rs1] * x[rs2]));
          case DIVW -> x[rd] = Arithmetic.divideWord((int) x[rs1], (int) x[rs2]);
          case DIVUW -> x[rd] = Arithmetic.divideUnsignedWord((int) x[rs1], (int) x[rs2]);
          case REMW -> x[rd] = Arithmetic.remainderWord((int) x[rs1], (int) x[rs2]);
          case REMUW -> x[rd] = Arithmetic.remainderUnsignedWord((int) x[rs1], (int) x[rs2]);
          default -> {
            core.pc = pc;
            core.publish(retired);
            next = executeRare(instruction, operation, next);
          }
        }
        boolean leavesPage = CodePage.addressOf(pc ^ next) != 0;
        pc = next;
        if (++retired % PUBLISH_EVERY == 0) {
          core.publish(retired);
        }
        if (signals.attention()) {
          return; // before the next page, which may not be there: first things first
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

  private long executeRare(Instruction instruction, long operation, long next) throws Trap {
    return switch (instruction.format()) {
      case ATOMIC -> {
        atomicUnit.execute(instruction, operation);
        yield next;
      }
      default -> systemUnit.execute(instruction, operation);
    };
  }
}
