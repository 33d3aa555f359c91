package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.Map;
import java.util.stream.LongStream;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** State that is saved and restored, and code that changes. */
class RiscvHartTest {

  private static final int STOPPER = 31;

  private final TestBoard board = new TestBoard();
  private final Assembler asm = new Assembler(TestBoard.RAM);

  @AfterEach
  void close() {
    board.close();
  }

  @Test
  void providerNamesWhatItOffers() {
    var cpu = new RiscvCpu();
    assertThat(cpu.architecture()).isEqualTo("riscv64");
    assertThat(cpu.isa()).isEqualTo("rv64imafdc_zicboz_zicsr_zifencei_zba_zbb_zbs_sstc_svadu");
    assertThat(cpu.mmuType()).isEqualTo("riscv,sv48");
  }

  @Test
  void resetStateIsTheBootProtocol() {
    var state = HartState.atReset(2, 0x1000, 0x8700_0000L, 7);
    var saved = new RiscvCpu().create(board, state).save();
    assertThat(saved.x()).isEqualTo(state.x());
    assertThat(saved.pc()).isEqualTo(0x1000);
    assertThat(saved.privilege()).isEqualTo(3);
    assertThat(saved.hartId()).isEqualTo(2);
  }

  @Test
  void saveAndCreateAreInverse() {
    var x = LongStream.range(0, 32).map(n -> n * -7).boxed().toList();
    var f = LongStream.range(0, 32).map(n -> n * 5).boxed().toList();
    var csrs = Map.of(0x340, 9L, 0x300, (0xaL << 32) + 0x1888, 0xb00, 77L, 0xb02, 3L, 0x320, 4L);
    var state = new HartState(1, 0, 0x8000_0002L, x, f, csrs, 1000, true);
    var saved = new RiscvCpu().create(board, state).save();
    assertThat(saved.csrs()).containsAllEntriesOf(csrs);
    assertThat(new RiscvCpu().create(board, saved).save()).isEqualTo(saved);
    assertThat(saved.f()).isEqualTo(f);
    assertThat(saved.x()).isEqualTo(x);
    assertThat(saved.waiting()).isTrue();
  }

  @Test
  void statesOfOtherCpusAreRefused() {
    var zeros = Collections.nCopies(32, 0L);
    var hypervisor = new HartState(0, 2, 0, zeros, zeros, Map.of(), 0, false);
    var hgatp = new HartState(0, 3, 0, zeros, zeros, Map.of(0x680, 0L), 0, false);
    var badValue = new HartState(0, 3, 0, zeros, zeros, Map.of(0x304, 1L), 0, false);
    var noNumber = new HartState(0, 3, 0, zeros, zeros, Map.of(5000, 2L), 0, false);
    var odd = new HartState(0, 3, 1, zeros, zeros, Map.of(), 0, false);
    for (var state : new HartState[] {hypervisor, hgatp, badValue, noNumber, odd}) {
      assertThatThrownBy(() -> new RiscvCpu().create(board, state))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** A loop that mixes its counter, and stops by itself. */
  private void mixing(int rounds) {
    asm.li(5, rounds).li(6, 0x1234_5677);
    asm.label("loop").r(Instruction.MUL, 7, 7, 6).r(Instruction.ADD, 7, 7, 5);
    asm.la(9, TestBoard.RAM + 0x4000).r(Instruction.AMOXOR_D, 8, 9, 7);
    asm.r(Instruction.XOR, 7, 7, 8).i(Instruction.ADDI, 5, 5, -1);
    asm.b(Instruction.BNE, 5, 0, "loop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble());
  }

  @Test
  void restoredHartsGoOnAsIfNothingHadHappened() {
    int rounds = 300_000;
    mixing(rounds);
    var expected = board.set(STOPPER, TestBoard.STOPPER).run();

    board.word64(TestBoard.RAM + 0x4000, 0);
    board
        .restore(TestBoard.open(HartState.atReset(0, TestBoard.RAM, 0, 0)))
        .set(STOPPER, TestBoard.STOPPER);
    int stops = 0;
    while (board.hart().save().pc() != expected.pc()) {
      var thread = board.start();
      for (long from = board.hart().instructionsRetired();
          thread.isAlive() && board.hart().instructionsRetired() < from + 100_000; ) {
        Thread.onSpinWait();
      }
      board.hart().requestStop();
      TestBoard.join(thread);
      board.restore(board.hart().save());
      stops++;
    }
    assertThat(board.hart().save()).isEqualTo(expected);
    assertThat(stops).isGreaterThan(1);
  }

  @Test
  void changedCodeIsExecutedAfterAFence() {
    asm.la(6, TestBoard.RAM + 0x24).label("patched").i(Instruction.ADDI, 10, 10, 1);
    asm.b(Instruction.BNE, 5, 0, "end").i(Instruction.ADDI, 5, 0, 1);
    asm.i(Instruction.LW, 7, 6, 0).s(Instruction.SW, 7, 6, 8 - 0x24);
    asm.op(Instruction.FENCE_I).j(0, "patched");
    assertThat(asm.here()).isEqualTo(TestBoard.RAM + 0x24);
    asm.i(Instruction.ADDI, 10, 10, 100).label("end").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).set(STOPPER, TestBoard.STOPPER);
    assertThat(board.run().x().get(10)).isEqualTo(101);
  }

  @Test
  void codeThatADeviceReplacedIsExecutedAfterAFence() {
    asm.label("loop").i(Instruction.ADDI, 10, 0, 1).op(Instruction.FENCE_I).j(0, "loop");
    board.place(TestBoard.RAM, asm.assemble()).set(STOPPER, TestBoard.STOPPER);
    var thread = board.start();
    while (board.hart().instructionsRetired() < 10_000) {
      Thread.onSpinWait();
    }
    var stop = new Assembler(TestBoard.RAM).s(Instruction.SW, 0, STOPPER, 0).assemble();
    board.place(TestBoard.RAM, stop);
    TestBoard.join(thread);
    assertThat(board.hart().save().pc()).isEqualTo(TestBoard.RAM + 4);
  }

  @Test
  void instructionAcrossAPageBoundaryFollowsBothPages() {
    long across = TestBoard.RAM + 0x1000 - 2;
    int addOne = 0x0015_0513; // addi a0, a0, 1
    var called = new Assembler(across).word(addOne).i(Instruction.JALR, 0, 1, 0);
    asm.la(6, across).i(Instruction.JALR, 1, 6, 0);
    asm.li(7, 0x25).s(Instruction.SH, 7, 6, 2).op(Instruction.FENCE_I); // now adds 2
    asm.i(Instruction.JALR, 1, 6, 0).s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).place(across, called.assemble());
    assertThat(board.set(STOPPER, TestBoard.STOPPER).run().x().get(10)).isEqualTo(3);
  }

  @Test
  void codeRunsInRomToo() {
    var rom = new Assembler(TestBoard.ROM).i(Instruction.ADDI, 10, 0, 5);
    board.place(TestBoard.ROM, rom.s(Instruction.SW, 0, STOPPER, 0).assemble());
    board.set(STOPPER, TestBoard.STOPPER).at(TestBoard.ROM, 3);
    assertThat(board.run().x().get(10)).isEqualTo(5);
  }

  @Test
  void runningHartIsNeitherRunTwiceNorSaved() {
    asm.label("spin").j(0, "spin");
    board.place(TestBoard.RAM, asm.assemble());
    var thread = board.start();
    while (board.hart().instructionsRetired() == 0) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(() -> board.hart().run()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> board.hart().save()).isInstanceOf(IllegalStateException.class);
    board.hart().requestStop();
    TestBoard.join(thread);
  }
}
