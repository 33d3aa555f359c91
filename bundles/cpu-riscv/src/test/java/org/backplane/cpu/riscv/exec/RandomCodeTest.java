package org.backplane.cpu.riscv.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.trap.Trap;

/** Whatever the words and the registers: the guest gets a trap, never the host an exception. */
class RandomCodeTest {

  private static final Instruction[] INSTRUCTIONS = Instruction.values();

  @Property(tries = 2000)
  void anyWordsAreExecutedOrTrap(
      @ForAll("words") int[] words, @ForAll @Size(31) long[] registers, @ForAll boolean machine) {
    try (var board = new TestBoard()) {
      var code = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      Arrays.stream(words).forEach(code::putInt);
      board.place(TestBoard.RAM, code.array());
      var reset = HartState.atReset(0, TestBoard.RAM, 0, 0);
      var x = LongStream.concat(LongStream.of(0), LongStream.of(registers)).boxed().toList();
      var state =
          new HartState(0, machine ? 3 : 0, reset.pc(), x, reset.f(), reset.csrs(), 0, false);
      var core = new HartCore(board, TestBoard.open(state));
      var interpreter = new Interpreter(core, board);
      for (int i = 0; i < words.length; i++) {
        step(core, interpreter);
        assertThat(core.save().pc() & 1).isZero();
      }
    }
  }

  /** One instruction, because attention is asked for beforehand. */
  private static void step(HartCore core, Interpreter interpreter) {
    core.signals().notice();
    try {
      interpreter.run();
    } catch (BreakpointReached e) {
      throw new AssertionError(e);
    } catch (Trap trap) {
      core.take(trap);
      core.pc = TestBoard.RAM + (trap.value() & 0x3e);
    }
  }

  /** Random words, half of them instructions with random operands. */
  @Provide
  Arbitrary<int[]> words() {
    var random = Arbitraries.integers().between(Integer.MIN_VALUE, Integer.MAX_VALUE);
    var known = Arbitraries.of(INSTRUCTIONS).map(Instruction::match);
    var operands = random.map(bits -> bits & 0x01ff_8f80);
    var instructions = net.jqwik.api.Combinators.combine(known, operands).as((a, b) -> a | b);
    return Arbitraries.oneOf(random, instructions).array(int[].class).ofSize(16);
  }
}
