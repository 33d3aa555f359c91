package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.INTERRUPT;
import static org.backplane.cpu.riscv.PagedGuest.MCOUNTEREN;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.SEPC;
import static org.backplane.cpu.riscv.PagedGuest.SIE;
import static org.backplane.cpu.riscv.PagedGuest.SIP;
import static org.backplane.cpu.riscv.PagedGuest.SSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.STCE;
import static org.backplane.cpu.riscv.PagedGuest.STIMECMP;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.USER;
import static org.backplane.cpu.riscv.PagedGuest.WIDTHS;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;
import static org.backplane.cpu.riscv.PagedGuest.awaitParking;

import org.backplane.api.cpu.InterruptLine;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Supervisor mode's interrupts and its timer, and how soon a hart looks at them. */
class SupervisorInterruptTest extends SupervisorRig {

  /** Who asks for a flush and then interrupts finds it done in the handler's first instruction. */
  @Test
  void flushWhileWaitingCountsBeforeTheHandler() {
    board.place(DATA, handler(1)).place(DATA + 0x1000, handler(2));
    guest.tables.map(PAGE, DATA, OPEN);
    asm.i(Instruction.JALR, 1, 9, 0).op(Instruction.WFI);
    guest.place();
    board.set(9, PAGE).csr(PagedGuest.STVEC, PAGE).csr(0x304, 0x200);
    board.csr(MSTATUS, WIDTHS | SIE_BIT).at(TestBoard.RAM, SUPERVISOR_MODE);
    var thread = board.start();
    awaitParking(thread);
    guest.tables.map(PAGE, DATA + 0x1000, OPEN);
    board.hart().flush();
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().x().get(10)).isEqualTo(2);
  }

  /** Returns when called, stops when interrupted. */
  private static byte[] handler(int number) {
    var asm = new Assembler(PAGE).i(Instruction.ADDI, 10, 0, number);
    asm.csr(Instruction.CSRRS, 11, 0x142, 0).b(Instruction.BNE, 11, 0, "stop");
    return asm.compressedJump(1).label("stop").s(Instruction.SW, 0, 31, 0).assemble();
  }

  @Test
  void timerIsHandedToThePlatform() {
    asm.csr(Instruction.CSRRW, 0, STIMECMP, 5).csr(Instruction.CSRRS, 10, STIMECMP, 0);
    board.set(5, 5000).csr(MENVCFG, STCE).csr(MCOUNTEREN, 2);
    assertThat(guest.run().x().get(10)).isEqualTo(5000);
    assertThat(board.supervisorTimer).isEqualTo(5000);
  }

  @ParameterizedTest
  @CsvSource({"false, 2", "true, 0"})
  void timerThatMachineModeKeepsIsRefused(boolean inUse, long counters) {
    asm.csr(Instruction.CSRRW, 0, STIMECMP, 5);
    board.csr(MENVCFG, inUse ? STCE : 0).csr(MCOUNTEREN, counters);
    assertTrapped(guest.run(), 2, 0x14d2_9073, TestBoard.RAM);
  }

  @Test
  void timerLineInterruptsSupervisorMode() {
    asm.label("spin").i(Instruction.ADDI, 5, 5, 1).j(0, "spin");
    guest.place();
    board.csr(MENVCFG, STCE).csr(0x304, 0x20).csr(MSTATUS, WIDTHS | SIE_BIT);
    board.at(TestBoard.RAM, SUPERVISOR_MODE);
    var thread = board.start();
    while (board.hart().instructionsRetired() < 10_000) {
      Thread.onSpinWait();
    }
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_TIMER, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().csrs()).containsEntry(PagedGuest.SCAUSE, INTERRUPT | 5);
    assertThat(board.hart().save().privilege()).isEqualTo(SUPERVISOR_MODE);
  }

  /** Nothing but the count of instructions gives a reason to look at signals. */
  private void readDeviceInTheMidst() {
    asm.i(Instruction.ADDI, 7, 7, 1).i(Instruction.LW, 6, 9, 0);
    asm.label("spin").i(Instruction.ADDI, 5, 5, 1).j(0, "spin");
  }

  /** A device, whose access raises the line, has been read: no store, no system instruction. */
  @Test
  void interruptComesAfterABoundedNumberOfInstructions() {
    guest.tables.map(TestBoard.DEVICE, TestBoard.DEVICE, OPEN);
    readDeviceInTheMidst();
    board.set(9, TestBoard.DEVICE).csr(0x304, 0x200).csr(MSTATUS, WIDTHS | SIE_BIT);
    board.whenRead = () -> board.hart().setInterrupt(InterruptLine.SUPERVISOR_EXTERNAL, true);
    var state = guest.run();
    assertThat(state.csrs()).containsEntry(PagedGuest.SCAUSE, INTERRUPT | 9);
    assertThat(state.instructionsRetired()).isLessThan(1100);
  }

  @Test
  void stopComesAfterABoundedNumberOfInstructions() {
    guest.tables.map(TestBoard.DEVICE, TestBoard.DEVICE, OPEN);
    readDeviceInTheMidst();
    board.set(9, TestBoard.DEVICE);
    board.whenRead = () -> board.hart().requestStop();
    assertThat(guest.run().instructionsRetired()).isLessThan(1100);
  }

  @Test
  void waitEndsWithAnInterruptThatIsOnlyEnabledByItself() {
    asm.op(Instruction.WFI).i(Instruction.ADDI, 10, 0, 4);
    guest.place();
    board.csr(0x304, 0x20).at(TestBoard.RAM, SUPERVISOR_MODE);
    var thread = board.start();
    awaitParking(thread);
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_TIMER, true);
    TestBoard.join(thread);
    assertThat(board.hart().save().x().get(10)).isEqualTo(4);
    assertThat(board.hart().save().csrs()).containsEntry(PagedGuest.SCAUSE, 0L);
  }

  @Test
  void softwareInterruptIsAPulseThatTheGuestEnds() {
    asm.csr(Instruction.CSRRS, 5, SIP, 0).csr(Instruction.CSRRCI, 0, SIP, 2);
    asm.csr(Instruction.CSRRS, 6, SIP, 0);
    board.at(TestBoard.RAM, SUPERVISOR_MODE);
    guest.place();
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, false);
    board.restore(board.hart().save()); // it is in the state, too
    var state = board.at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertThat(state.x().get(5)).isEqualTo(2);
    assertThat(state.x().get(6)).isZero();
    board.hart().setInterrupt(InterruptLine.SUPERVISOR_SOFTWARE, true);
    assertThat(board.hart().save().csrs().get(0x344)).isEqualTo(2); // the next one comes
  }

  @Test
  void interruptIsTakenInUserModeWhateverSupervisorModeHasOff() {
    board.csr(0x304, 0x2).csr(0x344, 2);
    var spin = user().label("spin").j(0, "spin");
    var state = runUser(spin);
    assertTrapped(state, INTERRUPT | 1, 0, USER);
    assertThat(state.instructionsRetired()).isEqualTo(1);
  }

  @Test
  void interruptWaitsUntilSupervisorModeOpens() {
    asm.csr(Instruction.CSRRSI, 0, SIE, 2).i(Instruction.ADDI, 5, 0, 1);
    asm.csr(Instruction.CSRRSI, 0, SSTATUS, 2).i(Instruction.ADDI, 5, 0, 2);
    board.csr(0x344, 2);
    var state = guest.run();
    assertTrapped(state, INTERRUPT | 1, 0, TestBoard.RAM + 12);
    assertThat(state.x().get(5)).isEqualTo(1);
  }

  @Test
  void interruptIsTakenRightAfterTheReturnThatOpens() {
    asm.csr(Instruction.CSRRW, 0, SEPC, 5).op(Instruction.SRET);
    board.set(5, USER).csr(0x304, 2).csr(0x344, 2);
    var state = guest.run();
    assertTrapped(state, INTERRUPT | 1, 0, USER);
  }
}
