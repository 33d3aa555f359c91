package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interrupts, WFI and requests to stop. */
class InterruptTest {

  private static final int MSTATUS = 0x300;
  private static final int MIE = 0x304;
  private static final int MTVEC = 0x305;
  private static final int MEPC = 0x341;
  private static final int MCAUSE = 0x342;
  private static final long ALL = 0x888;
  private static final long GLOBAL = 8;
  private static final long UXL = 2L << 32;
  private static final long INTERRUPT = 1L << 63;
  private static final long WAIT_MILLIS = 10_000;
  private static final int STOPPER = 31;

  private final TestBoard board = new TestBoard();
  private final Assembler asm = new Assembler(TestBoard.RAM);

  @AfterEach
  void close() {
    board.close();
  }

  /** Code at the start, then a vector table whose entries stop, then the direct handler. */
  private void load(long mstatus, boolean vectored) {
    while (asm.here() < TestBoard.RAM + 0x100) {
      asm.op(Instruction.ECALL);
    }
    asm.label("table");
    for (int i = 0; i < 12; i++) {
      asm.s(Instruction.SW, 0, STOPPER, 0);
    }
    board.place(TestBoard.RAM, asm.assemble());
    board.csr(MTVEC, asm.address("table") + (vectored ? 1 : 0)).csr(MIE, ALL);
    board.csr(MSTATUS, UXL | mstatus).set(STOPPER, TestBoard.STOPPER);
  }

  private void spin() {
    asm.label("spin").i(Instruction.ADDI, 5, 5, 1).j(0, "spin");
  }

  @Test
  void interruptEndsALoop() {
    spin();
    load(GLOBAL, false);
    var thread = board.start();
    awaitProgress();
    board.hart().setInterrupt(InterruptLine.MACHINE_TIMER, true);
    TestBoard.join(thread);
    var csrs = board.hart().save().csrs();
    assertThat(csrs).containsEntry(MCAUSE, INTERRUPT | 7);
    assertThat(csrs.get(MEPC)).isBetween(TestBoard.RAM, TestBoard.RAM + 4);
    assertThat(csrs.get(MSTATUS) & 0x88).isEqualTo(0x80);
  }

  private void awaitProgress() {
    long deadline = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
    while (board.hart().instructionsRetired() < 100_000) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true, true, 11", "false, true, true, 3", "false, false, true, 7"})
  void externalGoesBeforeSoftwareBeforeTimer(
      boolean external, boolean software, boolean timer, long first) {
    spin();
    load(GLOBAL, true);
    board.hart().setInterrupt(InterruptLine.MACHINE_TIMER, timer);
    board.hart().setInterrupt(InterruptLine.MACHINE_SOFTWARE, software);
    board.hart().setInterrupt(InterruptLine.MACHINE_EXTERNAL, external);
    var state = board.run();
    assertThat(state.csrs()).containsEntry(MCAUSE, INTERRUPT | first);
    assertThat(state.pc()).isEqualTo(asm.address("table") + 4 * first + 4);
    assertThat(state.instructionsRetired()).isEqualTo(1); // nothing was executed before
  }

  @Test
  void exceptionsGoToTheBaseOfAVectorTable() {
    asm.op(Instruction.ECALL);
    load(0, true);
    assertThat(board.run().pc()).isEqualTo(asm.address("table") + 4);
  }

  @Test
  void interruptIsTakenRightAfterTheInstructionThatEnablesIt() {
    asm.csr(Instruction.CSRRSI, 0, MSTATUS, 8).op(Instruction.ECALL);
    load(0, false);
    board.hart().setInterrupt(InterruptLine.MACHINE_SOFTWARE, true);
    assertThat(board.run().csrs())
        .containsEntry(MCAUSE, INTERRUPT | 3)
        .containsEntry(MEPC, TestBoard.RAM + 4);
  }

  @Test
  void userModeCannotHoldInterruptsOff() {
    spin();
    load(0, false);
    board.at(TestBoard.RAM, 0).hart().setInterrupt(InterruptLine.MACHINE_EXTERNAL, true);
    var state = board.run();
    assertThat(state.csrs()).containsEntry(MCAUSE, INTERRUPT | 11);
    assertThat(state.privilege()).isEqualTo(3);
  }

  @Test
  void pendingRegisterShowsTheLines() {
    asm.csr(Instruction.CSRRS, 10, 0x344, 0).op(Instruction.ECALL);
    load(0, false);
    for (var line : InterruptLine.values()) {
      board.hart().setInterrupt(line, true);
    }
    board.hart().setInterrupt(InterruptLine.MACHINE_TIMER, false);
    assertThat(board.run().x().get(10)).isEqualTo(0xa2a);
  }

  @Test
  void waitEndsWithAnInterruptThatIsTaken() {
    asm.op(Instruction.WFI).op(Instruction.ECALL);
    load(GLOBAL, false);
    var thread = startAndAwaitParking();
    board.hart().setInterrupt(InterruptLine.MACHINE_EXTERNAL, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().csrs())
        .containsEntry(MCAUSE, INTERRUPT | 11)
        .containsEntry(MEPC, TestBoard.RAM + 4);
  }

  @Test
  void waitEndsWithInterruptsOffAndGoesOn() {
    asm.op(Instruction.WFI).op(Instruction.ECALL);
    load(0, false);
    var thread = startAndAwaitParking();
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_TIMER, true); // not enabled: no effect
    board.hart().setInterrupt(InterruptLine.MACHINE_TIMER, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().csrs())
        .containsEntry(MCAUSE, 11L)
        .containsEntry(MEPC, TestBoard.RAM + 4);
  }

  @Test
  void interruptionOfTheThreadNeitherEndsTheWaitNorIsLost() {
    asm.op(Instruction.WFI).op(Instruction.ECALL);
    load(0, false);
    var interrupted = new AtomicBoolean();
    var thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  board.hart().run();
                  interrupted.set(Thread.interrupted());
                });
    awaitParking(thread);
    thread.interrupt();
    awaitParking(thread);
    board.hart().requestStop();
    TestBoard.join(thread);
    assertThat(board.hart().save().waiting()).isTrue();
    assertThat(interrupted).isTrue();
  }

  @Test
  void stoppedWaitIsSavedAndGoesOnAfterwards() {
    asm.op(Instruction.WFI).op(Instruction.ECALL);
    load(0, false);
    var thread = startAndAwaitParking();
    board.hart().requestStop();
    TestBoard.join(thread);
    HartState waiting = board.hart().save();
    assertThat(waiting.waiting()).isTrue();
    assertThat(waiting.pc()).isEqualTo(TestBoard.RAM + 4);

    board.restore(waiting);
    thread = startAndAwaitParking();
    board.hart().setInterrupt(InterruptLine.MACHINE_TIMER, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().waiting()).isFalse();
    assertThat(board.hart().save().csrs()).containsEntry(MCAUSE, 11L);
  }

  @Test
  void waitBeforeAHoleEndsBeforeTheFetchFaults() {
    asm.op(Instruction.ECALL);
    load(GLOBAL, false);
    long end = TestBoard.SECOND + TestBoard.SECOND_BYTES;
    board.place(end - 4, new Assembler(end - 4).op(Instruction.WFI).assemble()).at(end - 4, 3);
    var thread = startAndAwaitParking();
    board.hart().setInterrupt(InterruptLine.MACHINE_EXTERNAL, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().csrs())
        .containsEntry(MCAUSE, INTERRUPT | 11)
        .containsEntry(MEPC, end);
  }

  @Test
  void waitIsRefusedToUserModeWhenAsked() {
    asm.op(Instruction.WFI);
    load(1 << 21, false);
    assertThat(board.at(TestBoard.RAM, 0).run().csrs()).containsEntry(MCAUSE, 2L);
  }

  private Thread startAndAwaitParking() {
    var thread = board.start();
    awaitParking(thread);
    return thread;
  }

  /** Waits until the thread is parked and has taken notice of its interruption. */
  private static void awaitParking(Thread thread) {
    long deadline = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
    while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void stopRequestedBeforeRunCounts() {
    spin();
    load(0, false);
    board.hart().requestStop();
    board.hart().run();
    assertThat(board.hart().instructionsRetired()).isZero();
  }

  @Test
  void stopRequestIsUsedUpByOneRun() {
    asm.op(Instruction.ECALL);
    load(0, false);
    board.hart().requestStop();
    board.hart().run();
    assertThat(board.run().csrs()).containsEntry(MCAUSE, 11L);
  }

  @Test
  void stopEndsALoopAtAnInstructionBoundary() {
    spin();
    load(0, false);
    var thread = board.start();
    awaitProgress();
    board.hart().requestStop();
    TestBoard.join(thread);
    var state = board.hart().save();
    assertThat(state.pc()).isIn(TestBoard.RAM, TestBoard.RAM + 4);
    long odd = state.pc() == TestBoard.RAM ? 0 : 1;
    assertThat(state.instructionsRetired()).isEqualTo(2 * state.x().get(5) - odd);
  }

  @Test
  void linesAreSavedAndRestored() {
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);
    board.hart().setInterrupt(InterruptLine.MACHINE_SOFTWARE, true);
    Map<Integer, Long> csrs = board.hart().save().csrs();
    assertThat(csrs).containsEntry(0x344, 0x208L);
    assertThat(board.restore(board.hart().save()).hart().save().csrs()).isEqualTo(csrs);
  }
}
