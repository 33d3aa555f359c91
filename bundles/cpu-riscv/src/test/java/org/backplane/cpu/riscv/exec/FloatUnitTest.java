package org.backplane.cpu.riscv.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.stream.Stream;
import org.backplane.cpu.riscv.fp.Flags;
import org.backplane.cpu.riscv.isa.Decoder;
import org.backplane.cpu.riscv.isa.Format;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.backplane.cpu.riscv.trap.Cause;
import org.backplane.cpu.riscv.trap.Trap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatUnitTest {

  private static final int RD = 3;
  private static final int RS1 = 4;
  private static final int RS2 = 5;
  private static final int RS3 = 6;
  private static final int DYNAMIC = 7;
  private static final long UNTOUCHED = 0x5555_5555_5555_5555L;

  private final long[] x = new long[Operation.REGISTERS];
  private final long[] f = new long[32];
  private final Registers state = new Registers();
  private final FloatUnit unit = new FloatUnit(x, f, state);

  /** The control registers of a hart. */
  private static final class Registers implements FloatState {
    private boolean enabled = true;
    private boolean dirty;
    private int mode;
    private int flags;

    @Override
    public boolean enabled() {
      return enabled;
    }

    @Override
    public void dirty() {
      dirty = true;
    }

    @Override
    public int roundingMode() {
      return mode;
    }

    @Override
    public int flags() {
      return flags;
    }

    @Override
    public void accrue(int raised) {
      flags |= raised;
    }
  }

  private static boolean isFused(Instruction instruction) {
    return instruction.name().matches("FN?M(ADD|SUB)_.");
  }

  /** Whether the word has a rounding mode, not a part of the code, in bits 12 to 14. */
  private static boolean isRounded(Instruction instruction) {
    return isFused(instruction) || instruction.name().matches("F(ADD|SUB|MUL|DIV|SQRT)_.|FCVT_.*");
  }

  static Stream<Instruction> instructions() {
    return Arrays.stream(Instruction.values()).filter(i -> i.format() == Format.FLOAT);
  }

  static Stream<Instruction> rounded() {
    return instructions().filter(FloatUnitTest::isRounded);
  }

  private static int word(Instruction instruction, int mode) {
    // Conversions, roots and moves have a part of the code where the second source would be.
    boolean unary = instruction.name().matches("F(SQRT|CVT|MV|CLASS)_.*");
    return instruction.match()
        | RD << 7
        | RS1 << 15
        | (unary ? 0 : RS2 << 20)
        | (isFused(instruction) ? RS3 << 27 : 0)
        | (isRounded(instruction) ? mode << 12 : 0);
  }

  private void execute(int word) throws Trap {
    long operation = new Decoder().decode(word);
    unit.execute(Operation.instruction(operation), operation);
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits.replace("_", ""), 16);
  }

  private void assertIllegal(int word) {
    f[RD] = UNTOUCHED;
    x[RD] = UNTOUCHED;
    state.dirty = false;
    var trap = catchThrowableOfType(Trap.class, () -> execute(word));
    assertThat(trap.cause()).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    assertThat(trap.value()).isEqualTo(Integer.toUnsignedLong(word));
    assertThat(f[RD]).isEqualTo(UNTOUCHED);
    assertThat(x[RD]).isEqualTo(UNTOUCHED);
    assertThat(state.flags).isZero();
    assertThat(state.dirty).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // 1.5, 2.5 and 0.25
    "FADD_S, ffffffff3fc00000, ffffffff40200000, ffffffff40800000",
    "FSUB_S, ffffffff3fc00000, ffffffff40200000, ffffffffbf800000",
    "FMUL_S, ffffffff3fc00000, ffffffff40200000, ffffffff40700000",
    "FDIV_S, ffffffff40700000, ffffffff40200000, ffffffff3fc00000",
    "FSQRT_S, ffffffff40100000, 0, ffffffff3fc00000",
    "FMADD_S, ffffffff3fc00000, ffffffff40200000, ffffffff40800000",
    "FMSUB_S, ffffffff3fc00000, ffffffff40200000, ffffffff40600000",
    "FNMSUB_S, ffffffff3fc00000, ffffffff40200000, ffffffffc0600000",
    "FNMADD_S, ffffffff3fc00000, ffffffff40200000, ffffffffc0800000",
    "FSGNJ_S, ffffffff3fc00000, ffffffffc0200000, ffffffffbfc00000",
    "FSGNJN_S, ffffffff3fc00000, ffffffffc0200000, ffffffff3fc00000",
    "FSGNJX_S, ffffffffbfc00000, ffffffffc0200000, ffffffff3fc00000",
    "FMIN_S, ffffffff80000000, ffffffff00000000, ffffffff80000000",
    "FMAX_S, ffffffff80000000, ffffffff00000000, ffffffff00000000",
    "FCVT_S_D, 3ff8000000000000, 0, ffffffff3fc00000",
    "FADD_D, 3ff8000000000000, 4004000000000000, 4010000000000000",
    "FSUB_D, 3ff8000000000000, 4004000000000000, bff0000000000000",
    "FMUL_D, 3ff8000000000000, 4004000000000000, 400e000000000000",
    "FDIV_D, 400e000000000000, 4004000000000000, 3ff8000000000000",
    "FSQRT_D, 4002000000000000, 0, 3ff8000000000000",
    "FMADD_D, 3ff8000000000000, 4004000000000000, 4010000000000000",
    "FMSUB_D, 3ff8000000000000, 4004000000000000, 400c000000000000",
    "FNMSUB_D, 3ff8000000000000, 4004000000000000, c00c000000000000",
    "FNMADD_D, 3ff8000000000000, 4004000000000000, c010000000000000",
    "FSGNJ_D, 3ff8000000000000, c004000000000000, bff8000000000000",
    "FSGNJN_D, 3ff8000000000000, c004000000000000, 3ff8000000000000",
    "FSGNJX_D, bff8000000000000, c004000000000000, 3ff8000000000000",
    "FMIN_D, 8000000000000000, 0000000000000000, 8000000000000000",
    "FMAX_D, 8000000000000000, 0000000000000000, 0000000000000000",
    "FCVT_D_S, ffffffff3fc00000, 0, 3ff8000000000000",
  })
  void computesIntoFloatRegisters(Instruction instruction, String a, String b, String result)
      throws Trap {
    f[RS1] = hex(a);
    f[RS2] = hex(b);
    f[RS3] = instruction.name().endsWith("S") ? 0xffff_ffff_3e80_0000L : 0x3fd0_0000_0000_0000L;
    execute(word(instruction, 0));
    assertThat(f[RD]).isEqualTo(hex(result));
    assertThat(x[RD]).isZero();
    assertThat(state.flags).isZero();
    assertThat(state.dirty).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FEQ_S, ffffffff3fc00000, ffffffff3fc00000, 1, 0",
    "FLT_S, ffffffff3fc00000, ffffffff40200000, 1, 0",
    "FLE_S, ffffffff3fc00000, ffffffff3fc00000, 1, 0",
    "FLT_S, ffffffff7fc00000, ffffffff3fc00000, 0, 10",
    "FEQ_S, ffffffff7fc00000, ffffffff3fc00000, 0, 0",
    "FCLASS_S, ffffffff80000000, 0, 8, 0",
    "FCVT_W_S, ffffffffbfc00000, 0, fffffffffffffffe, 1",
    "FCVT_WU_S, ffffffffbfc00000, 0, 0, 10",
    "FCVT_L_S, ffffffff5f000000, 0, 7fffffffffffffff, 10",
    "FCVT_LU_S, ffffffff5f000000, 0, 8000000000000000, 0",
    "FMV_X_W, 12345678bfc00000, 0, ffffffffbfc00000, 0",
    "FEQ_D, 3ff8000000000000, 3ff8000000000000, 1, 0",
    "FLT_D, 3ff8000000000000, 4004000000000000, 1, 0",
    "FLE_D, 4004000000000000, 3ff8000000000000, 0, 0",
    "FCLASS_D, fff0000000000000, 0, 1, 0",
    "FCVT_W_D, 41e0000000000000, 0, 7fffffff, 10",
    "FCVT_WU_D, 41e0000000000000, 0, ffffffff80000000, 0",
    "FCVT_L_D, bff8000000000000, 0, fffffffffffffffe, 1",
    "FCVT_LU_D, 7ff8000000000000, 0, ffffffffffffffff, 10",
    "FMV_X_D, 12345678bfc00000, 0, 12345678bfc00000, 0",
  })
  void computesIntoIntegerRegisters(
      Instruction instruction, String a, String b, String result, String raised) throws Trap {
    f[RS1] = hex(a);
    f[RS2] = hex(b);
    f[RD] = UNTOUCHED;
    execute(word(instruction, 0));
    assertThat(x[RD]).isEqualTo(hex(result));
    assertThat(f[RD]).isEqualTo(UNTOUCHED);
    assertThat(state.flags).isEqualTo((int) hex(raised));
    assertThat(state.dirty).isEqualTo(state.flags != 0);
  }

  @ParameterizedTest
  @CsvSource({
    "FCVT_S_W, ffffffffffffffff, ffffffffbf800000, 0",
    "FCVT_S_WU, ffffffffffffffff, ffffffff4f800000, 1",
    "FCVT_S_L, ffffffffffffffff, ffffffffbf800000, 0",
    "FCVT_S_LU, ffffffffffffffff, ffffffff5f800000, 1",
    "FMV_W_X, 123456783f800000, ffffffff3f800000, 0",
    "FCVT_D_W, 00000001ffffffff, bff0000000000000, 0",
    "FCVT_D_WU, 00000001ffffffff, 41efffffffe00000, 0",
    "FCVT_D_L, 8000000000000000, c3e0000000000000, 0",
    "FCVT_D_LU, 8000000000000001, 43e0000000000000, 1",
    "FMV_D_X, 123456783f800000, 123456783f800000, 0",
  })
  void takesIntegers(Instruction instruction, String register, String result, int raised)
      throws Trap {
    x[RS1] = hex(register);
    execute(word(instruction, 0));
    assertThat(f[RD]).isEqualTo(hex(result));
    assertThat(state.flags).isEqualTo(raised);
    assertThat(state.dirty).isTrue();
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void nothingRunsWhileFloatingPointIsOff(Instruction instruction) {
    state.enabled = false;
    assertIllegal(word(instruction, 0));
  }

  @ParameterizedTest
  @MethodSource("rounded")
  void reservedModesAreIllegal(Instruction instruction) {
    assertIllegal(word(instruction, 5));
    assertIllegal(word(instruction, 6));
    for (int mode = 5; mode < 8; mode++) {
      state.mode = mode;
      assertIllegal(word(instruction, DYNAMIC));
    }
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void anyStaticModeRunsWhateverTheDynamicOne(Instruction instruction) {
    state.mode = 5;
    for (int mode = 0; mode < 5; mode++) {
      int word = word(instruction, mode);
      assertThatCode(() -> execute(word)).doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, ffffffff3f800000",
    "1, ffffffff3f800000",
    "2, ffffffff3f800000",
    "3, ffffffff3f800001",
    "4, ffffffff3f800001",
  })
  void modeComesFromTheWordOrTheRegister(int mode, String sum) throws Trap {
    f[RS1] = 0xffff_ffff_3f80_0000L; // 1
    f[RS2] = 0xffff_ffff_3380_0000L; // half of its last place
    execute(word(Instruction.FADD_S, mode));
    assertThat(f[RD]).isEqualTo(hex(sum));
    f[RD] = 0;
    state.mode = mode;
    execute(word(Instruction.FADD_S, DYNAMIC));
    assertThat(f[RD]).isEqualTo(hex(sum));
    assertThat(state.flags).isEqualTo(Flags.NX);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x3f80_0000L, 0xffff_fffe_3f80_0000L, 0x3ff0_0000_0000_0000L})
  void singlesWithoutBoxAreNan(long register) throws Trap {
    f[RS1] = register;
    f[RS2] = 0xffff_ffff_3f80_0000L;
    execute(word(Instruction.FADD_S, 0));
    assertThat(f[RD]).isEqualTo(0xffff_ffff_7fc0_0000L);
    execute(word(Instruction.FSGNJ_S, 0));
    assertThat(f[RD]).isEqualTo(0xffff_ffff_7fc0_0000L);
    execute(word(Instruction.FCLASS_S, 0));
    assertThat(x[RD]).isEqualTo(1 << 9);
    assertThat(state.flags).isZero();
  }

  @Test
  void flagsAccrueAndAreNeverCleared() throws Trap {
    state.flags = Flags.OF | Flags.UF;
    f[RS1] = 0x3ff0_0000_0000_0000L;
    execute(word(Instruction.FDIV_D, 0));
    assertThat(state.flags).isEqualTo(Flags.OF | Flags.UF | Flags.DZ);
    f[RS2] = 0x4008_0000_0000_0000L;
    execute(word(Instruction.FDIV_D, 0));
    assertThat(state.flags).isEqualTo(Flags.OF | Flags.UF | Flags.DZ | Flags.NX);
    state.flags = 0;
    execute(word(Instruction.FDIV_D, 0));
    assertThat(state.flags).as("cleared by the guest in between").isEqualTo(Flags.NX);
  }

  @Test
  void registerZeroIsOneOfTheFloatRegistersButNoIntegerRegister() throws Trap {
    f[RS1] = 0x3ff0_0000_0000_0000L;
    f[RS2] = 0x3ff0_0000_0000_0000L;
    int toZero = ~(31 << 7);
    execute(word(Instruction.FADD_D, 0) & toZero);
    assertThat(f[0]).isEqualTo(0x4000_0000_0000_0000L);
    execute(word(Instruction.FCVT_W_D, 0) & toZero);
    assertThat(x[0]).isZero();
    assertThat(x[Operation.SINK]).isEqualTo(1);
  }
}
