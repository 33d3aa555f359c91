package org.backplane.cpu.riscv.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.backplane.cpu.riscv.isa.Decoder;
import org.backplane.cpu.riscv.isa.Extension;
import org.backplane.cpu.riscv.isa.Format;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.isa.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Against what the standard says of each bit, computed bit by bit. */
class BitUnitTest {

  private static final int DESTINATION = 10;
  private static final int FIRST = 11;
  private static final int SECOND = 12;
  private static final int ROUNDS = 500;

  private static final Set<Extension> EXTENSIONS =
      EnumSet.of(Extension.ZBA, Extension.ZBB, Extension.ZBS);
  private static final long[] EDGES = {
    0,
    1,
    -1,
    2,
    63,
    64,
    0x80,
    0x8000,
    0x8000_0000L,
    0xffff_ffffL,
    0x1_0000_0000L,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    Integer.MIN_VALUE,
    0x0100_8000_0001_ff00L,
  };

  private final long[] x = new long[Operation.REGISTERS];
  private final BitUnit unit = new BitUnit(x);
  private final Decoder decoder = new Decoder();

  static List<Instruction> instructions() {
    return Arrays.stream(Instruction.values())
        .filter(i -> EXTENSIONS.contains(i.extension()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void computesEachBit(Instruction instruction) {
    for (long first : EDGES) {
      for (long second : EDGES) {
        check(instruction, first, second);
      }
    }
    var random = new SplittableRandom(7);
    for (int i = 0; i < ROUNDS; i++) {
      check(instruction, random.nextLong() >>> random.nextInt(64), random.nextLong());
    }
  }

  private void check(Instruction instruction, long first, long second) {
    int amount = (int) second & (instruction.format() == Format.SHIFT_W ? 31 : 63);
    int field =
        switch (instruction.format()) {
          case SHIFT, SHIFT_W -> amount << 20;
          case R -> SECOND << 20;
          default -> 0;
        };
    int word = instruction.match() | DESTINATION << 7 | FIRST << 15 | field;
    assertThat(run(word, first, second))
        .as("%s of %x, %x", instruction, first, second)
        .isEqualTo(expected(instruction, first, second));
  }

  private long run(int word, long first, long second) {
    x[FIRST] = first;
    x[SECOND] = second;
    long operation = decoder.decode(word);
    unit.execute(Operation.instruction(operation), operation);
    return x[DESTINATION];
  }

  private static long expected(Instruction instruction, long a, long b) {
    int six = (int) b & 63;
    int five = (int) b & 31;
    return switch (instruction) {
      case SH1ADD -> a * 2 + b;
      case SH2ADD -> a * 4 + b;
      case SH3ADD -> a * 8 + b;
      case ADD_UW -> bits(i -> i < 32 && bit(a, i)) + b;
      case SH1ADD_UW -> bits(i -> i < 32 && bit(a, i)) * 2 + b;
      case SH2ADD_UW -> bits(i -> i < 32 && bit(a, i)) * 4 + b;
      case SH3ADD_UW -> bits(i -> i < 32 && bit(a, i)) * 8 + b;
      case SLLI_UW -> bits(i -> i >= six && i - six < 32 && bit(a, i - six));
      case ANDN -> bits(i -> bit(a, i) && !bit(b, i));
      case ORN -> bits(i -> bit(a, i) || !bit(b, i));
      case XNOR -> bits(i -> bit(a, i) == bit(b, i));
      case CLZ -> run(64, i -> !bit(a, 63 - i));
      case CLZW -> run(32, i -> !bit(a, 31 - i));
      case CTZ -> run(64, i -> !bit(a, i));
      case CTZW -> run(32, i -> !bit(a, i));
      case CPOP -> count(64, a);
      case CPOPW -> count(32, a);
      case MAX -> a >= b ? a : b;
      case MIN -> a <= b ? a : b;
      case MAXU -> a + Long.MIN_VALUE >= b + Long.MIN_VALUE ? a : b;
      case MINU -> a + Long.MIN_VALUE <= b + Long.MIN_VALUE ? a : b;
      case SEXT_B -> bits(i -> bit(a, i < 8 ? i : 7));
      case SEXT_H -> bits(i -> bit(a, i < 16 ? i : 15));
      case ZEXT_H -> bits(i -> i < 16 && bit(a, i));
      case ROL -> bits(i -> bit(a, (i - six + 64) % 64));
      case ROR, RORI -> bits(i -> bit(a, (i + six) % 64));
      case ROLW -> bits(i -> bit(a, (Math.min(i, 31) - five + 32) % 32));
      case RORW, RORIW -> bits(i -> bit(a, (Math.min(i, 31) + five) % 32));
      case ORC_B -> bits(i -> (a >>> i / 8 * 8 & 0xff) != 0);
      case REV8 -> bits(i -> bit(a, (7 - i / 8) * 8 + i % 8));
      case BCLR, BCLRI -> bits(i -> i != six && bit(a, i));
      case BEXT, BEXTI -> bit(a, six) ? 1 : 0;
      case BINV, BINVI -> bits(i -> (i == six) != bit(a, i));
      case BSET, BSETI -> bits(i -> i == six || bit(a, i));
      default -> throw new AssertionError(instruction);
    };
  }

  private static boolean bit(long value, int index) {
    return (value >>> index & 1) == 1;
  }

  /** The number whose bits are these. */
  private static long bits(IntPredicate isSet) {
    long result = 0;
    for (int i = 63; i >= 0; i--) {
      result = result * 2 + (isSet.test(i) ? 1 : 0);
    }
    return result;
  }

  /** How many of the first places fit without a gap. */
  private static int run(int places, IntPredicate fits) {
    int length = 0;
    while (length < places && fits.test(length)) {
      length++;
    }
    return length;
  }

  private static int count(int places, long value) {
    int ones = 0;
    for (int i = 0; i < places; i++) {
      ones += bit(value, i) ? 1 : 0;
    }
    return ones;
  }

  /** Numbers worked out by hand. */
  @ParameterizedTest
  @CsvSource({
    "60059513, 0000000000000001, 63", // clz a0,a1
    "60059513, 0000000000000000, 64",
    "6005951b, ffffffff00000000, 32", // clzw a0,a1
    "6015951b, 0000000100000000, 32", // ctzw a0,a1
    "6025951b, ffffffffffffffff, 32", // cpopw a0,a1
    "60459513, 0000000000000080, -128", // sext.b a0,a1
    "0805c53b, ffffffffffffffff, 65535", // zext.h a0,a1
    "6b85d513, 0100000000000000, 1", // rev8 a0,a1
    "2875d513, 0000000000800001, 16711935", // orc.b a0,a1
    "4bf5d513, 8000000000000000, 1", // bexti a0,a1,63
    "6015d51b, 0000000000000001, -2147483648", // roriw a0,a1,1
    "09c5951b, ffffffffffffffff, 1152921504338411520", // slli.uw a0,a1,28
  })
  void computesWhatTheStandardSays(String word, String operand, long result) {
    assertThat(run(Integer.parseUnsignedInt(word, 16), Long.parseUnsignedLong(operand, 16), 0))
        .isEqualTo(result);
  }

  @Test
  void leavesRegisterZero() {
    x[FIRST] = -1;
    for (var instruction : instructions()) {
      long operation = decoder.decode(instruction.match() | FIRST << 15);
      unit.execute(instruction, operation);
      assertThat(x[0]).as(instruction.name()).isZero();
    }
  }
}
