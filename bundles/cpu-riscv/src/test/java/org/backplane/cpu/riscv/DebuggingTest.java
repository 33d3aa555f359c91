package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.INTERRUPT;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.SCAUSE;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.WIDTHS;
import static org.backplane.cpu.riscv.PagedGuest.awaitParking;

import java.util.Set;
import org.backplane.api.cpu.Halt;
import org.backplane.api.cpu.Hart;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a debugger does: steps, breakpoints, a look at translations. */
class DebuggingTest {

  private static final int MIE = 0x304;
  private static final long TIMER = 0x20;

  private final PagedGuest guest = new PagedGuest();
  private final TestBoard board = guest.board;
  private final Assembler asm = guest.asm;

  @AfterEach
  void close() {
    guest.close();
  }

  private Hart place() {
    guest.place();
    return board.at(TestBoard.RAM, SUPERVISOR_MODE).hart();
  }

  private void assertAt(Hart hart, long pc, long retired) {
    assertThat(hart.save().pc()).isEqualTo(pc);
    assertThat(hart.instructionsRetired()).isEqualTo(retired);
  }

  @Test
  void stepExecutesOneInstruction() {
    asm.i(Instruction.ADDI, 5, 0, 1).compressedAdd(5, 2).j(0, "far").zeros(0x1000);
    asm.label("far").i(Instruction.ADDI, 5, 5, 4);
    var hart = place();
    hart.step();
    assertAt(hart, TestBoard.RAM + 4, 1);
    hart.step();
    assertAt(hart, TestBoard.RAM + 6, 2);
    hart.step();
    assertAt(hart, asm.address("far"), 3);
    hart.step();
    assertAt(hart, asm.address("far") + 4, 4);
    assertThat(hart.save().x().get(5)).isEqualTo(7);
  }

  @Test
  void stepTakesAnException() {
    asm.i(Instruction.LD, 5, 0, 0);
    var hart = place();
    hart.step();
    assertAt(hart, asm.address("stop"), 0);
    assertThat(hart.save().csrs()).containsEntry(SCAUSE, 13L);
  }

  @Test
  void stepTakesAnInterruptInsteadOfAnInstruction() {
    asm.i(Instruction.ADDI, 5, 0, 1);
    board.csr(MIE, TIMER).csr(MSTATUS, WIDTHS | 2);
    var hart = place();
    hart.setInterrupt(InterruptLine.SUPERVISOR_TIMER, true);
    hart.step();
    assertAt(hart, asm.address("stop"), 0);
    assertThat(hart.save().csrs()).containsEntry(SCAUSE, INTERRUPT | 5);
    assertThat(hart.save().x().get(5)).isZero();
  }

  @Test
  void stepOfAWaitLeavesTheHartWaiting() {
    asm.op(Instruction.WFI);
    board.csr(MIE, TIMER);
    var hart = place();
    hart.step();
    assertAt(hart, TestBoard.RAM + 4, 1);
    assertThat(hart.save().waiting()).isTrue();
    hart.setInterrupt(InterruptLine.SUPERVISOR_TIMER, true); // pending, not taken
    hart.step();
    assertAt(hart, asm.address("stop") + 4, 2);
    assertThat(hart.save().waiting()).isFalse();
  }

  @Test
  void stopEndsAStepThatWaitsAndNothingElse() {
    asm.op(Instruction.WFI).i(Instruction.ADDI, 10, 0, 9);
    board.csr(MIE, TIMER);
    var hart = place();
    hart.step();
    var thread = Thread.ofPlatform().daemon().start(hart::step);
    awaitParking(thread);
    hart.requestStop();
    TestBoard.join(thread);
    assertAt(hart, TestBoard.RAM + 4, 1);
    assertThat(hart.save().waiting()).isTrue();
    hart.setInterrupt(InterruptLine.SUPERVISOR_TIMER, true);
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED); // by the guest itself
    assertThat(hart.save().x().get(10)).isEqualTo(9);
  }

  @Test
  void stopBeforeAStepIsUsedUpByIt() {
    asm.i(Instruction.ADDI, 5, 5, 1);
    var hart = place();
    hart.requestStop();
    hart.step();
    assertAt(hart, TestBoard.RAM, 0);
    hart.step();
    assertAt(hart, TestBoard.RAM + 4, 1);
  }

  @Test
  void stepSeesMemoryAsItIs() {
    asm.i(Instruction.ADDI, 5, 5, 1).i(Instruction.ADDI, 5, 5, 1);
    var hart = place();
    hart.step();
    var changed = new Assembler(0).i(Instruction.ADDI, 5, 5, 16).assemble();
    board.place(TestBoard.RAM + 4, changed);
    hart.step();
    assertThat(hart.save().x().get(5)).isEqualTo(17);
  }

  private void counting(int rounds) {
    asm.i(Instruction.ADDI, 5, 0, rounds);
    asm.label("loop").i(Instruction.ADDI, 10, 10, 1).i(Instruction.ADDI, 5, 5, -1);
    asm.b(Instruction.BNE, 5, 0, "loop");
  }

  @Test
  void runEndsBeforeABreakpointEachTime() {
    counting(3);
    var hart = place();
    long at = asm.address("loop");
    hart.breakpoints(Set.of(at));
    for (int round = 0; round < 3; round++) {
      assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
      assertAt(hart, at, 1 + 3 * round);
      assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT); // does not get past it by itself
      assertAt(hart, at, 1 + 3 * round);
      hart.step();
      assertAt(hart, at + 4, 2 + 3 * round);
    }
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED);
    assertThat(hart.save().x().get(10)).isEqualTo(3);
  }

  @Test
  void breakpointsReplaceThoseBefore() {
    counting(2);
    var hart = place();
    hart.breakpoints(Set.of(asm.address("loop")));
    assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
    hart.breakpoints(Set.of(asm.address("loop") + 4));
    assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
    assertAt(hart, asm.address("loop") + 4, 2);
    hart.breakpoints(Set.of());
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED);
    assertThat(hart.save().x().get(10)).isEqualTo(2);
  }

  @Test
  void breakpointIsSetInCodeThatIsDecodedAlready() {
    counting(1000);
    var hart = place();
    for (int i = 0; i < 100; i++) {
      hart.step();
    }
    hart.breakpoints(Set.of(asm.address("loop") + 8));
    assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
    assertThat(hart.save().pc()).isEqualTo(asm.address("loop") + 8);
  }

  /** Its address is virtual: the same place by another name, and other pages, are passed. */
  @Test
  void breakpointIsOfItsAddressOnly() {
    var called = new Assembler(0).i(Instruction.ADDI, 10, 10, 1).compressedJump(1).assemble();
    board.place(DATA + 0x10, called).place(DATA + 0x1010, called);
    guest.tables.map(PAGE, DATA, OPEN).map(PAGE + 0x1000, DATA, OPEN);
    guest.tables.map(PAGE + 0x2000, DATA + 0x1000, OPEN);
    for (int round = 0; round < 2; round++) {
      for (int register : new int[] {7, 8, 9}) {
        asm.i(Instruction.JALR, 1, register, 0);
      }
    }
    board.set(7, PAGE + 0x10).set(8, PAGE + 0x1010).set(9, PAGE + 0x2010);
    var hart = place();
    hart.breakpoints(Set.of(PAGE + 0x1010));
    for (int round = 0; round < 2; round++) {
      assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
      assertThat(hart.save().pc()).isEqualTo(PAGE + 0x1010);
      assertThat(hart.save().x().get(10)).isEqualTo(1 + 3 * round);
      hart.step();
    }
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED);
    assertThat(hart.save().x().get(10)).isEqualTo(6);
  }

  @Test
  void breakpointInTheSecondHalfOfAnInstructionIsNone() {
    counting(2);
    var hart = place();
    hart.breakpoints(Set.of(asm.address("loop") + 2, TestBoard.HOLE, 0L));
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED);
  }

  @Test
  void interruptGoesBeforeABreakpoint() {
    counting(2);
    board.csr(MIE, TIMER).csr(MSTATUS, WIDTHS | 2);
    var hart = place();
    hart.breakpoints(Set.of(TestBoard.RAM, asm.address("stop")));
    hart.setInterrupt(InterruptLine.SUPERVISOR_TIMER, true);
    assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
    assertAt(hart, asm.address("stop"), 0);
  }

  @Test
  void breakpointDoesNotUseUpARequest() {
    counting(2);
    var hart = place();
    hart.breakpoints(Set.of(TestBoard.RAM));
    hart.requestStop();
    assertThat(hart.run()).isEqualTo(Halt.REQUESTED);
    assertThat(hart.run()).isEqualTo(Halt.BREAKPOINT);
  }

  @Test
  void translationIsToldWithoutAMark() {
    guest.tables.map(PAGE, DATA, OPEN & ~PageTables.A);
    board.csr(MENVCFG, PagedGuest.ADUE);
    var hart = place();
    assertThat(hart.translate(PAGE + 0x123)).hasValue(DATA + 0x123);
    assertThat(guest.tables.entry(PAGE, 0) & PageTables.A).isZero();
    assertThat(hart.translate(PAGE + 0x1000)).isEmpty();
    assertThat(hart.translate(PagedGuest.USER)).isEmpty(); // without SUM
    assertThat(hart.translate(1L << 38)).isEmpty();
    guest.tables.map(PAGE + 0x1000, DATA, OPEN);
    assertThat(hart.translate(PAGE + 0x1000)).hasValue(DATA);
    assertThat(board.at(TestBoard.RAM, 3).hart().translate(PAGE)).hasValue(PAGE);
  }

  @Test
  void translationThatProtectionRefusesIsEmpty() {
    board.csr(0x3a0, 0).csr(PagedGuest.SATP, 0);
    assertThat(place().translate(TestBoard.RAM)).isEmpty();
  }

  @Test
  void runningHartIsNotDebugged() {
    asm.label("spin").j(0, "spin");
    var hart = place();
    var thread = board.start();
    while (hart.instructionsRetired() == 0) {
      Thread.onSpinWait();
    }
    assertThatThrownBy(hart::step).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hart.translate(PAGE)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> hart.breakpoints(Set.of())).isInstanceOf(IllegalStateException.class);
    hart.requestStop();
    TestBoard.join(thread);
  }
}
