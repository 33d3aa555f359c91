package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.INTERRUPT;
import static org.backplane.cpu.riscv.PagedGuest.MCAUSE;
import static org.backplane.cpu.riscv.PagedGuest.MCOUNTEREN;
import static org.backplane.cpu.riscv.PagedGuest.MEDELEG;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MEPC;
import static org.backplane.cpu.riscv.PagedGuest.MSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.MTVAL;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.SATP;
import static org.backplane.cpu.riscv.PagedGuest.SEPC;
import static org.backplane.cpu.riscv.PagedGuest.SIE;
import static org.backplane.cpu.riscv.PagedGuest.SIP;
import static org.backplane.cpu.riscv.PagedGuest.SSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.STCE;
import static org.backplane.cpu.riscv.PagedGuest.STIMECMP;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.USER;
import static org.backplane.cpu.riscv.PagedGuest.USER_CODE;
import static org.backplane.cpu.riscv.PagedGuest.USER_MODE;
import static org.backplane.cpu.riscv.PagedGuest.WIDTHS;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;
import static org.backplane.cpu.riscv.PagedGuest.awaitParking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.cpu.HartState;
import org.backplane.api.cpu.InterruptLine;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Supervisor mode with paging on: traps, environment calls, interrupts, what machine mode forbids.
 */
class SupervisorTest {

  private static final long SPP = 1 << 8;
  private static final long SIE_BIT = 1 << 1;
  private static final long SPIE = 1 << 5;

  private final PagedGuest guest = new PagedGuest();
  private final TestBoard board = guest.board;
  private final Assembler asm = guest.asm;

  @AfterEach
  void close() {
    guest.close();
  }

  private HartState runUser(Assembler user) {
    board.place(USER_CODE, user.assemble());
    return guest.run(USER, USER_MODE);
  }

  private static Assembler user() {
    return new Assembler(USER);
  }

  @Test
  void delegatedExceptionStaysInSupervisorMode() {
    asm.word(-1);
    board.csr(MSTATUS, WIDTHS | SIE_BIT);
    var state = guest.run();
    assertTrapped(state, 2, 0xffff_ffffL, TestBoard.RAM);
    assertThat(state.csrs().get(MSTATUS) & (SPP | SIE_BIT | SPIE)).isEqualTo(SPP | SPIE);
    assertThat(state.csrs()).containsEntry(MCAUSE, 0L);
  }

  @Test
  void otherExceptionGoesToMachineMode() {
    asm.word(-1);
    board.csr(MEDELEG, 0xb1ff & ~4);
    var state = guest.run();
    assertThat(state.privilege()).isEqualTo(3);
    assertThat(state.csrs()).containsEntry(MCAUSE, 2L).containsEntry(MEPC, TestBoard.RAM);
    assertThat(state.csrs().get(MSTATUS) >>> 11 & 3).isEqualTo(1);
  }

  @Test
  void exceptionOfMachineModeIsNeverDelegated() {
    asm.word(-1);
    var state = guest.run(TestBoard.RAM, 3);
    assertThat(state.privilege()).isEqualTo(3);
    assertThat(state.csrs()).containsEntry(MCAUSE, 2L).containsEntry(MTVAL, 0xffff_ffffL);
  }

  @Test
  void callOfUserModeGoesToSupervisorMode() {
    board.csr(MSTATUS, WIDTHS | SPP | SIE_BIT);
    var state = runUser(user().i(Instruction.ADDI, 5, 0, 3).op(Instruction.ECALL));
    assertTrapped(state, 8, 0, USER + 4);
    assertThat(state.x().get(5)).isEqualTo(3);
    assertThat(state.csrs().get(MSTATUS) & (SPP | SIE_BIT | SPIE)).isEqualTo(SPIE);
  }

  @ParameterizedTest
  @CsvSource({
    "00053283, 13, 80000000", // ld x5, 0(x10), of supervisor mode
    "00553023, 15, 80000000", // sd x5, 0(x10)
    "0055302f, 15, 80000000", // amoadd.d x0, x5, (x10)
    "1005202f, 13, 80000000", // lr.w x0, (x10)
    "00050067, 12, 80000000", // jr x10
    "00053283, 13, 3000", // of nobody
    "00053283, 13, 4000000000", // not canonical
    "00050067, 12, 4000000000",
  })
  void pageFaultsOfUserModeTellTheAddress(String word, long cause, String address) {
    long at = Long.parseLong(address, 16);
    board.set(10, at);
    var state = runUser(user().word(Integer.parseInt(word, 16)));
    assertTrapped(state, cause, at, cause == 12 ? at : USER);
  }

  @Test
  void supervisorModeDoesNotExecutePagesOfUserMode() {
    board.place(USER_CODE, user().i(Instruction.ADDI, 5, 0, 3).assemble());
    board.csr(MSTATUS, WIDTHS | 1 << 18); // SUM opens them for data only
    var state = guest.run(USER, SUPERVISOR_MODE);
    assertTrapped(state, 12, USER, USER);
    assertThat(state.x().get(5)).isZero();
  }

  @Test
  void returnGoesToUserModeAndBringsInterruptsBack() {
    asm.csr(Instruction.CSRRW, 0, SEPC, 5).op(Instruction.SRET);
    board.set(5, USER + 1).csr(MSTATUS, WIDTHS | SPIE | 1 << 17); // with MPRV
    board.place(USER_CODE, user().op(Instruction.ECALL).assemble());
    var state = guest.run();
    assertTrapped(state, 8, 0, USER);
    assertThat(state.csrs().get(MSTATUS) & (SPP | SIE_BIT | SPIE | 1 << 17)).isEqualTo(SPIE);
  }

  @Test
  void returnGoesToSupervisorModeWhenItCameFromThere() {
    asm.csr(Instruction.CSRRW, 0, SEPC, 5).op(Instruction.SRET).word(-1);
    board.set(5, TestBoard.RAM + 12).csr(MSTATUS, WIDTHS | SPP);
    asm.op(Instruction.EBREAK);
    assertTrapped(guest.run(), 3, TestBoard.RAM + 12, TestBoard.RAM + 12);
  }

  /** TVM, TW and TSR; user mode may do none of it anyhow. */
  @ParameterizedTest
  @CsvSource({
    "12000073, 20", // sfence.vma
    "18002573, 20", // csrr satp
    "18051073, 20", // csrw satp
    "10500073, 21", // wfi
    "10200073, 22", // sret
  })
  void machineModeCanForbid(String word, int bit) {
    int bits = Integer.parseInt(word, 16);
    asm.word(bits);
    board.csr(MSTATUS, WIDTHS | 1L << bit);
    assertTrapped(guest.run(), 2, bits, TestBoard.RAM);
    var state = runUser(user().word(bits));
    assertTrapped(state, 2, bits, USER);
  }

  @Test
  void machineModeMayAllTheSame() {
    asm.op(Instruction.SFENCE_VMA).csr(Instruction.CSRRS, 10, SATP, 0);
    board.csr(MSTATUS, WIDTHS | 7 << 20);
    var state = guest.run(TestBoard.RAM, 3);
    assertThat(state.csrs()).containsEntry(MCAUSE, 0L);
    assertThat(state.x().get(10)).isEqualTo(guest.tables.satp());
  }

  @Test
  void registersOfMachineModeAreRefused() {
    asm.csr(Instruction.CSRRS, 10, MSTATUS, 0);
    assertTrapped(guest.run(), 2, 0x3000_2573, TestBoard.RAM);
  }

  private List<SupervisorBinary.Call> answer(long error, long value) {
    List<SupervisorBinary.Call> calls = new ArrayList<>();
    board.supervisorBinary =
        Optional.of(
            call -> {
              calls.add(call);
              return new SupervisorBinary.Result(error, value);
            });
    return calls;
  }

  @Test
  void environmentCallIsAnsweredInTheRegisters() {
    var calls = answer(-3, 77);
    for (int i = 1; i < 31; i++) {
      board.set(i, 100 + i);
    }
    asm.op(Instruction.ECALL);
    var before = board.hart().save().x();
    var state = guest.run();
    assertThat(calls)
        .containsExactly(new SupervisorBinary.Call(0, 117, 116, 110, 111, 112, 113, 114));
    assertThat(state.x().get(10)).isEqualTo(-3);
    assertThat(state.x().get(11)).isEqualTo(77);
    assertThat(state.x().subList(12, 32)).isEqualTo(before.subList(12, 32));
    assertThat(state.x().subList(0, 10)).isEqualTo(before.subList(0, 10));
    assertThat(state.csrs()).containsEntry(MCAUSE, 0L).containsEntry(MEPC, 0L);
  }

  @Test
  void callsThatAreNotForFirmwareTrap() {
    var calls = answer(0, 0);
    asm.op(Instruction.ECALL);
    assertTrapped(runUser(user().op(Instruction.ECALL)), 8, 0, USER);
    assertThat(guest.run(TestBoard.RAM, 3).csrs()).containsEntry(MCAUSE, 11L);
    board.csr(MEDELEG, 0xb3ff); // the guest wants it itself
    assertTrapped(board.at(TestBoard.RAM, SUPERVISOR_MODE).run(), 9, 0, TestBoard.RAM);
    assertThat(calls).isEmpty();
  }

  @Test
  void callWithoutFirmwareTrapsToMachineMode() {
    asm.op(Instruction.ECALL);
    assertThat(guest.run().csrs()).containsEntry(MCAUSE, 9L).containsEntry(MEPC, TestBoard.RAM);
  }

  /** As remote fences do: the next instruction already finds the new page. */
  @Test
  void flushDuringACallCountsRightAfterIt() {
    guest.tables.map(PAGE, DATA, OPEN);
    board.word64(DATA, 1);
    board.word64(DATA + 0x1000, 2);
    board.supervisorBinary =
        Optional.of(
            call -> {
              guest.tables.map(PAGE, DATA + 0x1000, OPEN);
              board.hart().flush();
              return new SupervisorBinary.Result(0, 0);
            });
    asm.i(Instruction.LD, 5, 9, 0).op(Instruction.ECALL).i(Instruction.LD, 6, 9, 0);
    board.set(9, PAGE);
    var state = guest.run();
    assertThat(state.x().get(5)).isEqualTo(1);
    assertThat(state.x().get(6)).isEqualTo(2);
  }

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

  /** A kernel may set its timer by a call although it has the register, which says never then. */
  @Test
  void aTimerSetByACallOutlivesTheHart() {
    board.supervisorBinary =
        Optional.of(
            call -> {
              board.supervisorTimer(call.hart(), call.a0());
              return new SupervisorBinary.Result(0, 0);
            });
    asm.op(Instruction.ECALL);
    board.set(10, 4321).csr(MENVCFG, STCE).csr(MCOUNTEREN, 2);
    var saved = guest.run();
    assertThat(saved.csrs()).containsKey(STIMECMP);
    assertThat(new RiscvHart(board, saved).save()).isEqualTo(saved);
    assertThat(board.supervisorTimer).isEqualTo(4321);
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

  @Test
  void cacheBlocksAreZeroedWhenAllowed() {
    asm.r(Instruction.CBO_ZERO, 0, 9, 0);
    board.set(9, DATA + 0x47).csr(MENVCFG, 1 << 7);
    board.word64(DATA + 0x40, -1);
    board.word64(DATA + 0x78, -1);
    board.word64(DATA + 0x80, -1);
    var state = guest.run();
    assertThat(state.csrs()).containsEntry(PagedGuest.SCAUSE, 0L);
    assertThat(board.word64(DATA + 0x40)).isZero();
    assertThat(board.word64(DATA + 0x78)).isZero();
    assertThat(board.word64(DATA + 0x80)).isEqualTo(-1);
  }

  @Test
  void cacheBlockFaultTellsTheRegister() {
    asm.r(Instruction.CBO_ZERO, 0, 9, 0);
    board.set(9, PAGE + 0x47).csr(MENVCFG, 1 << 7);
    assertTrapped(guest.run(), 15, PAGE + 0x47, TestBoard.RAM);
  }

  @Test
  void cacheBlocksAreLeftWhenNotAllowed() {
    asm.r(Instruction.CBO_ZERO, 0, 9, 0);
    board.set(9, DATA);
    board.word64(DATA, -1);
    assertTrapped(guest.run(), 2, 0x0044_a00f, TestBoard.RAM);
    assertThat(board.word64(DATA)).isEqualTo(-1);
  }

  /** minstret: what traps has not retired, what is answered has. */
  @Test
  void countsWhatRetires() {
    answer(0, 0);
    asm.op(Instruction.ECALL).csr(Instruction.CSRRS, 5, 0xc02, 0).word(-1);
    board.csr(MCOUNTEREN, 7);
    var state = guest.run();
    assertThat(state.x().get(5)).isEqualTo(1);
    assertThat(state.instructionsRetired()).isEqualTo(3); // call, read, and the store that stops
  }

  @Test
  void pageIsMarkedDirtyByTheStoreAlthoughLoadsKnowIt() {
    long flags = OPEN & ~PageTables.D;
    guest.tables.map(PAGE, DATA, flags);
    asm.i(Instruction.LD, 5, 9, 0).s(Instruction.SD, 9, 9, 0);
    board.set(9, PAGE);
    assertTrapped(guest.run(), 15, PAGE, TestBoard.RAM + 4);
    board.csr(MENVCFG, PagedGuest.ADUE);
    guest.place();
    board.at(TestBoard.RAM, SUPERVISOR_MODE).run();
    assertThat(guest.tables.entry(PAGE, 0) & PageTables.D).isEqualTo(PageTables.D);
    assertThat(board.word64(DATA)).isEqualTo(PAGE);
  }
}
