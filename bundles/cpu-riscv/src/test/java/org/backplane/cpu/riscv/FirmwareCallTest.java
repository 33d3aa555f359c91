package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PageTables.OPEN;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.MCAUSE;
import static org.backplane.cpu.riscv.PagedGuest.MCOUNTEREN;
import static org.backplane.cpu.riscv.PagedGuest.MEDELEG;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.MEPC;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.STCE;
import static org.backplane.cpu.riscv.PagedGuest.STIMECMP;
import static org.backplane.cpu.riscv.PagedGuest.SUPERVISOR_MODE;
import static org.backplane.cpu.riscv.PagedGuest.USER;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.api.cpu.SupervisorBinary;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;

/** Environment calls that the platform answers in place of firmware. */
class FirmwareCallTest extends SupervisorRig {

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
}
