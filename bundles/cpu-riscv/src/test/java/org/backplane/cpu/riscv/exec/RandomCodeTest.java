package org.backplane.cpu.riscv.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.PageTables;
import org.backplane.cpu.riscv.TestBoard;
import org.backplane.cpu.riscv.isa.Instruction;
import org.backplane.cpu.riscv.trap.Trap;

/** Whatever the words and the registers: the guest gets a trap, never the host an exception. */
class RandomCodeTest {

  private static final int SATP = 0x180;
  private static final int MSTATUS = 0x300;
  private static final int MENVCFG = 0x30a;
  private static final int PMPCFG0 = 0x3a0;
  private static final int PMPADDR0 = 0x3b0;
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

  /** Page tables, protection and status are as random as the code is. */
  @Property(tries = 1000)
  void anyWordsBehindAnyTables(
      @ForAll("words") int[] words, @ForAll @Size(31) long[] registers, @ForAll long seed) {
    var random = new SplittableRandom(seed);
    try (var board = new TestBoard()) {
      var code = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
      Arrays.stream(words).forEach(code::putInt);
      board.place(TestBoard.RAM, code.array());
      var core = new HartCore(board, anyState(board, registers, random));
      var interpreter = new Interpreter(core, board);
      for (int i = 0; i < 3 * words.length; i++) {
        step(core, interpreter);
        interpreter.peek(core.x[random.nextInt(32)]);
        assertThat(core.save().pc() & 1).isZero();
      }
    }
  }

  private static HartState anyState(TestBoard board, long[] registers, SplittableRandom random) {
    long table = TestBoard.RAM + 0x1000;
    for (int i = 0; i < 512; i++) {
      board.word64(table + 8 * i, PageTables.leaf(TestBoard.RAM, random.nextInt(256)));
    }
    long rights = random.nextInt(8) == 0 ? random.nextInt(256) : PageTables.OPEN;
    long user = random.nextBoolean() ? PageTables.U : 0;
    board.word64(table + 8 * 2, PageTables.leaf(TestBoard.RAM, rights | user)); // where code is
    long[] x = Arrays.copyOf(registers, 31);
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextBoolean() ? TestBoard.RAM + random.nextInt(0x3000) : x[i];
    }
    long pmp = random.nextInt(4) == 0 ? random.nextLong() & 0x9f9f_9f9fL : 0;
    Map<Integer, Long> csrs = new HashMap<>();
    csrs.put(SATP, random.nextInt(4) == 0 ? 0 : 8L << 60 | table >>> 12);
    csrs.put(MSTATUS, random.nextLong() & 0x7e_61aaL | 2L << 32 | 2L << 34);
    csrs.put(MENVCFG, random.nextLong() & (5L << 61 | 0x81));
    for (int i = 0; i < 4; i++) {
      csrs.put(PMPADDR0 + i, TestBoard.RAM + random.nextInt(0x4000) >>> 2);
    }
    csrs.put(PMPADDR0 + 8, (1L << 54) - 1);
    csrs.put(PMPCFG0, pmp & ~(~pmp << 1 & 0x0202_0202L)); // no W without R
    csrs.put(PMPCFG0 + 2, 0x1fL);
    var zeros = Collections.nCopies(32, 0L);
    var all = LongStream.concat(LongStream.of(0), LongStream.of(x)).boxed().toList();
    int privilege = random.nextInt(3) == 0 ? 3 : random.nextInt(2);
    return new HartState(0, privilege, TestBoard.RAM, all, zeros, csrs, 0, false);
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
