package org.backplane.cpu.riscv.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The tables of encodings and how they are searched. */
class EncodingTest {

  private static final int OPCODE = 0x7f;
  private static final int REST_PER_KEY = 4;

  private static final List<Instruction> ROWS =
      Arrays.stream(Instruction.values()).filter(i -> i != Instruction.ILLEGAL).toList();

  private final Decoder decoder = new Decoder();

  @Test
  void rowsFixTheirOpcodeAndSetNoOperands() {
    for (var row : ROWS) {
      assertThat(row.mask() & OPCODE).as(row.name()).isEqualTo(OPCODE);
      assertThat(row.match() & 3).as(row.name()).isEqualTo(3);
      assertThat(row.match() & ~row.mask()).as(row.name()).isZero();
    }
  }

  /** Two rows share a word exactly when they agree on all bits that both fix. */
  @Test
  void noWordBelongsToTwoInstructions() {
    for (var one : ROWS) {
      for (var other : ROWS) {
        int differing = (one.match() ^ other.match()) & one.mask() & other.mask();
        assertThat(differing == 0).as("%s and %s", one, other).isEqualTo(one == other);
      }
    }
  }

  @Test
  void everyOpcodeWithEveryFunctionIsFound() {
    var random = new SplittableRandom(1);
    for (int functions = 0; functions < 1 << 10; functions++) {
      for (int opcode = 3; opcode <= OPCODE; opcode += 4) {
        int key = functions >>> 3 << 25 | (functions & 7) << 12 | opcode;
        for (int i = 0; i < REST_PER_KEY; i++) {
          checkFound(key | random.nextInt() & 0x01ff_8f80);
          checkFound(key | random.nextInt() & 0x000f_8f80); // the rs2 field of unary ones
        }
      }
    }
  }

  @Property
  void anyWordIsFound(@ForAll int word) {
    checkFound(word | 3);
  }

  private void checkFound(int word) {
    var expected =
        ROWS.stream()
            .filter(i -> (word & i.mask()) == i.match())
            .findFirst()
            .orElse(Instruction.ILLEGAL);
    var found = Operation.instruction(decoder.decode(word));
    if (found != expected) { // not an assertion each: there are a million of them
      assertThat(found).as("%08x", word).isEqualTo(expected);
    }
  }

  @Test
  void everyHalfwordIsWhatTheStandardSays() {
    for (int half = 0; half <= 0xffff; half++) {
      if (Decoder.isCompressed(half)) {
        assertThat(Operation.instruction(decoder.decode(half)).mnemonic())
            .as("%04x", half)
            .isEqualTo(standard(half));
      }
    }
  }

  /** The listing of RISC-V unprivileged, 27.8, read for RV64 with floating point. */
  private static String standard(int half) {
    int function = half >>> 13;
    return switch (half & 3) {
      case 0 -> quadrant0(function, half);
      case 1 -> quadrant1(function, half);
      default -> quadrant2(function, half);
    };
  }

  private static String quadrant0(int function, int half) {
    return switch (function) {
      case 0 -> bits(half, 12, 5) == 0 ? "illegal" : "addi";
      case 1 -> "fld";
      case 2 -> "lw";
      case 3 -> "ld";
      case 4 -> "illegal";
      case 5 -> "fsd";
      case 6 -> "sw";
      default -> "sd";
    };
  }

  private static String quadrant1(int function, int half) {
    boolean immediateIsZero = bits(half, 12, 12) == 0 && bits(half, 6, 2) == 0;
    return switch (function) {
      case 0, 2 -> "addi";
      case 1 -> bits(half, 11, 7) == 0 ? "illegal" : "addiw";
      case 3 -> immediateIsZero ? "illegal" : bits(half, 11, 7) == 2 ? "addi" : "lui";
      case 4 -> arithmetic(half);
      case 5 -> "jal";
      case 6 -> "beq";
      default -> "bne";
    };
  }

  private static String arithmetic(int half) {
    return switch (bits(half, 11, 10)) {
      case 0 -> "srli";
      case 1 -> "srai";
      case 2 -> "andi";
      default ->
          List.of("sub", "xor", "or", "and", "subw", "addw", "illegal", "illegal")
              .get(bits(half, 12, 12) << 2 | bits(half, 6, 5));
    };
  }

  private static String quadrant2(int function, int half) {
    int rd = bits(half, 11, 7);
    return switch (function) {
      case 0 -> "slli";
      case 1 -> "fld";
      case 2 -> rd == 0 ? "illegal" : "lw";
      case 3 -> rd == 0 ? "illegal" : "ld";
      case 4 -> {
        if (bits(half, 6, 2) != 0) {
          yield "add";
        }
        boolean links = bits(half, 12, 12) == 1;
        yield rd != 0 ? "jalr" : links ? "ebreak" : "illegal";
      }
      case 5 -> "fsd";
      case 6 -> "sw";
      default -> "sd";
    };
  }

  private static int bits(int half, int from, int to) {
    return half >>> to & ((1 << (from - to + 1)) - 1);
  }
}
