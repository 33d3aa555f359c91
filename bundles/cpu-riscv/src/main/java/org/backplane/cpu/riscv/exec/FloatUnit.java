package org.backplane.cpu.riscv.exec;

import static org.backplane.cpu.riscv.fp.BinaryFormat.DOUBLE;
import static org.backplane.cpu.riscv.fp.BinaryFormat.SINGLE;

import org.backplane.cpu.riscv.fp.ArithmeticUnit;
import org.backplane.cpu.riscv.fp.BinaryFormat;
import org.backplane.cpu.riscv.fp.Comparison;
import org.backplane.cpu.riscv.fp.Conversions;
import org.backplane.cpu.riscv.fp.DoubleUnit;
import org.backplane.cpu.riscv.fp.Flags;
import org.backplane.cpu.riscv.fp.IntegerFormat;
import org.backplane.cpu.riscv.fp.NanBox;
import org.backplane.cpu.riscv.fp.RoundingMode;
import org.backplane.cpu.riscv.fp.SingleUnit;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;

/**
 * The F and D extensions but for loads and stores. The immediate of their operations is the whole
 * word. An instruction that traps has changed nothing.
 */
final class FloatUnit {

  /** The field fmt: 0 for single, 1 for double. */
  private static final int DOUBLE_BIT = 1 << 25;

  private static final int DYNAMIC = 7;

  private final long[] x;
  private final long[] f;
  private final FloatState state;
  private final Flags flags = new Flags();
  private final ArithmeticUnit single = new SingleUnit(flags);
  private final ArithmeticUnit doubles = new DoubleUnit(flags);
  private final Comparison comparison = new Comparison(flags);
  private final Conversions conversions = new Conversions(flags);

  FloatUnit(long[] x, long[] f, FloatState state) {
    this.x = x;
    this.f = f;
    this.state = state;
  }

  void execute(Instruction instruction, long operation) throws Trap {
    int word = (int) Operation.immediate(operation);
    if (!state.enabled()) {
      throw illegal(word);
    }
    int accrued = state.flags();
    flags.set(accrued);
    if (isFused(word)) {
      fuse(instruction, operation, word);
    } else {
      compute(instruction, operation, word);
    }
    int raised = flags.bits() & ~accrued;
    if (raised != 0) {
      state.accrue(raised);
      state.dirty();
    }
  }

  private static Trap illegal(int word) {
    return new Trap(Cause.ILLEGAL_INSTRUCTION, Integer.toUnsignedLong(word));
  }

  /** The four multiply-adds have opcodes of their own, below the one of all the others. */
  private static boolean isFused(int word) {
    return (word & 0x10) == 0;
  }

  private void fuse(Instruction instruction, long operation, int word) throws Trap {
    var format = format(word);
    var unit = unit(format);
    var mode = mode(word);
    long a = read(format, Operation.rs1(operation));
    long b = read(format, Operation.rs2(operation));
    long c = read(format, word >>> 27);
    long result =
        switch (instruction) {
          case FMADD_S, FMADD_D -> unit.fusedMultiplyAdd(a, b, c, mode);
          case FMSUB_S, FMSUB_D -> unit.fusedMultiplySubtract(a, b, c, mode);
          case FNMSUB_S, FNMSUB_D -> unit.negatedMultiplySubtract(a, b, c, mode);
          case FNMADD_S, FNMADD_D -> unit.negatedMultiplyAdd(a, b, c, mode);
          default -> throw new AssertionError(instruction);
        };
    write(operation, format, result);
  }

  private void compute(Instruction instruction, long operation, int word) throws Trap {
    var format = format(word);
    var unit = unit(format);
    long a = read(format, Operation.rs1(operation));
    long b = read(format, Operation.rs2(operation));
    switch (instruction) {
      case FADD_S, FADD_D -> write(operation, format, unit.add(a, b, mode(word)));
      case FSUB_S, FSUB_D -> write(operation, format, unit.subtract(a, b, mode(word)));
      case FMUL_S, FMUL_D -> write(operation, format, unit.multiply(a, b, mode(word)));
      case FDIV_S, FDIV_D -> write(operation, format, unit.divide(a, b, mode(word)));
      case FSQRT_S, FSQRT_D -> write(operation, format, unit.squareRoot(a, mode(word)));
      case FSGNJ_S, FSGNJ_D -> write(operation, format, format.copySign(a, b));
      case FSGNJN_S, FSGNJN_D -> write(operation, format, format.copyOppositeSign(a, b));
      case FSGNJX_S, FSGNJX_D -> write(operation, format, format.multiplySigns(a, b));
      case FMIN_S, FMIN_D -> write(operation, format, comparison.minimum(format, a, b));
      case FMAX_S, FMAX_D -> write(operation, format, comparison.maximum(format, a, b));
      case FEQ_S, FEQ_D -> set(operation, comparison.equal(format, a, b));
      case FLT_S, FLT_D -> set(operation, comparison.less(format, a, b));
      case FLE_S, FLE_D -> set(operation, comparison.lessOrEqual(format, a, b));
      case FCLASS_S, FCLASS_D -> x[Operation.rd(operation)] = format.classify(a);
      default -> convert(instruction, operation, word);
    }
  }

  private void convert(Instruction instruction, long operation, int word) throws Trap {
    switch (instruction) {
      case FCVT_W_S, FCVT_W_D -> toInteger(operation, word, IntegerFormat.W);
      case FCVT_WU_S, FCVT_WU_D -> toInteger(operation, word, IntegerFormat.WU);
      case FCVT_L_S, FCVT_L_D -> toInteger(operation, word, IntegerFormat.L);
      case FCVT_LU_S, FCVT_LU_D -> toInteger(operation, word, IntegerFormat.LU);
      case FCVT_S_W, FCVT_D_W -> fromInteger(operation, word, IntegerFormat.W);
      case FCVT_S_WU, FCVT_D_WU -> fromInteger(operation, word, IntegerFormat.WU);
      case FCVT_S_L, FCVT_D_L -> fromInteger(operation, word, IntegerFormat.L);
      case FCVT_S_LU, FCVT_D_LU -> fromInteger(operation, word, IntegerFormat.LU);
      case FCVT_S_D -> narrow(operation, word);
      case FCVT_D_S -> widen(operation, word);
      default -> move(instruction, operation);
    }
  }

  private void toInteger(long operation, int word, IntegerFormat to) throws Trap {
    var from = format(word);
    long bits = read(from, Operation.rs1(operation));
    x[Operation.rd(operation)] = conversions.toInteger(from, bits, to, mode(word));
  }

  private void fromInteger(long operation, int word, IntegerFormat from) throws Trap {
    var to = format(word);
    long register = x[Operation.rs1(operation)];
    write(operation, to, conversions.fromInteger(from, register, to, mode(word)));
  }

  private void narrow(long operation, int word) throws Trap {
    long bits = read(DOUBLE, Operation.rs1(operation));
    write(operation, SINGLE, conversions.narrow(bits, mode(word)));
  }

  /** Exact; the word has a mode all the same, and a reserved one makes it illegal. */
  private void widen(long operation, int word) throws Trap {
    mode(word);
    write(operation, DOUBLE, conversions.widen(read(SINGLE, Operation.rs1(operation))));
  }

  /** Moves of bits: no box is looked at. */
  private void move(Instruction instruction, long operation) {
    int rs1 = Operation.rs1(operation);
    int rd = Operation.rd(operation);
    switch (instruction) {
      case FMV_X_W -> x[rd] = (int) f[rs1];
      case FMV_X_D -> x[rd] = f[rs1];
      case FMV_W_X -> write(operation, SINGLE, x[rs1]);
      case FMV_D_X -> write(operation, DOUBLE, x[rs1]);
      default -> throw new AssertionError(instruction);
    }
  }

  private static BinaryFormat format(int word) {
    return (word & DOUBLE_BIT) == 0 ? SINGLE : DOUBLE;
  }

  private ArithmeticUnit unit(BinaryFormat format) {
    return format == SINGLE ? single : doubles;
  }

  private RoundingMode mode(int word) throws Trap {
    int code = word >>> 12 & 7;
    if (code == DYNAMIC) {
      code = state.roundingMode();
    }
    if (code >= RoundingMode.CODES) {
      throw illegal(word);
    }
    return RoundingMode.of(code);
  }

  private long read(BinaryFormat format, int register) {
    return format == SINGLE ? NanBox.unbox(f[register]) : f[register];
  }

  private void write(long operation, BinaryFormat format, long bits) {
    f[Operation.rd(operation)] = format == SINGLE ? NanBox.box(bits) : bits;
    state.dirty();
  }

  private void set(long operation, boolean value) {
    x[Operation.rd(operation)] = value ? 1 : 0;
  }
}
