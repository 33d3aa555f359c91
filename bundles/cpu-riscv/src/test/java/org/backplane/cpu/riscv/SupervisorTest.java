package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.MCAUSE;
import static org.backplane.cpu.riscv.PagedGuest.MEDELEG;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MEPC;
import static org.backplane.cpu.riscv.PagedGuest.MSTATUS;
import static org.backplane.cpu.riscv.PagedGuest.MTVAL;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.SATP;
import static org.backplane.cpu.riscv.PagedGuest.SEPC;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.USER;
import static org.backplane.cpu.riscv.PagedGuest.USER_CODE;
import static org.backplane.cpu.riscv.PagedGuest.WIDTHS;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;

import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Supervisor mode with paging on: traps, returns, page faults, what machine mode forbids. */
class SupervisorTest extends SupervisorRig {

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
