package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exceptions, the registers they leave behind, and the way back. */
class TrapTest {

  private static final int MSTATUS = 0x300;
  private static final int MTVEC = 0x305;
  private static final int MEPC = 0x341;
  private static final int MCAUSE = 0x342;
  private static final int MTVAL = 0x343;
  private static final int MACHINE = 3;
  private static final int USER = 0;
  private static final int STOPPER = 31;

  private final TestBoard board = new TestBoard();
  private final Assembler asm = new Assembler(TestBoard.RAM);

  @AfterEach
  void close() {
    board.close();
  }

  /** Runs the code; where it ends or traps, it stops. */
  private HartState run(int privilege) {
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).csr(MTVEC, asm.address("stop"));
    return board.set(STOPPER, TestBoard.STOPPER).at(TestBoard.RAM, privilege).run();
  }

  private static void assertTrap(HartState state, long cause, long value, long pc) {
    assertThat(state.csrs())
        .containsEntry(MCAUSE, cause)
        .containsEntry(MTVAL, value)
        .containsEntry(MEPC, pc);
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffff, ffffffff",
    "00000007, 00000007", // no such width of load
    "00002007, 0", // flw while floating point is off
    "d0000053, d0000053", // fcvt.s.w likewise
    "00000000, 0", // its lower half
    "7b200073, 7b200073", // dret
    "00302573, 00302573", // fcsr
    "7a002573, 7a002573", // tselect
    "3a102573, 3a102573", // pmpcfg1 is for RV32
    "34a02573, 34a02573", // mtinst
    "f1401073, f1401073", // csrw mhartid
    "f1446073, f1446073", // csrsi mhartid, 8
    "c0001073, c0001073", // csrw cycle
  })
  void illegalInstructionIsNamed(String word, String value) {
    asm.i(Instruction.ADDI, 5, 0, 1).word((int) Long.parseLong(word, 16));
    var state = run(MACHINE);
    assertTrap(state, 2, Long.parseLong(value, 16), TestBoard.RAM + 4);
    assertThat(state.x().get(5)).isEqualTo(1);
  }

  @Test
  void compressedIllegalInstructionIsNamedWithItsHalfword() {
    asm.half(0x0001).half(0x8002);
    assertTrap(run(MACHINE), 2, 0x8002, TestBoard.RAM + 2);
  }

  @Test
  void environmentCallsTellTheMode() {
    asm.op(Instruction.ECALL);
    var state = run(MACHINE);
    assertTrap(state, 11, 0, TestBoard.RAM);
    assertThat(state.csrs().get(MSTATUS) >>> 11 & 3).isEqualTo(MACHINE);
    state = run(USER);
    assertTrap(state, 8, 0, TestBoard.RAM);
    assertThat(state.csrs().get(MSTATUS) >>> 11 & 3).isEqualTo(USER);
    assertThat(state.privilege()).isEqualTo(MACHINE);
  }

  @Test
  void breakpointsStopAtThemselves() {
    asm.op(Instruction.EBREAK);
    assertTrap(run(MACHINE), 3, TestBoard.RAM, TestBoard.RAM);
  }

  @ParameterizedTest
  @CsvSource({"30002573", "30200073", "34001073", "c0002573", "c0102573", "c0302573", "b0002573"})
  void machineRegistersAndReturnAreRefusedToUserMode(String word) {
    int bits = (int) Long.parseLong(word, 16);
    asm.word(bits);
    assertTrap(run(USER), 2, Integer.toUnsignedLong(bits), TestBoard.RAM);
  }

  @Test
  void countersCanBeOpenedToUserMode() {
    asm.csr(Instruction.CSRRS, 10, 0xc01, 0).csr(Instruction.CSRRS, 11, 0xc00, 0);
    board.csr(0x306, 2).csr(0x106, 2);
    var state = run(USER);
    assertThat(state.x().get(10)).isEqualTo(1234);
    assertTrap(state, 2, 0xc000_25f3L, TestBoard.RAM + 4);
  }

  @Test
  void trapDisablesInterruptsAndReturnRestoresThem() {
    asm.op(Instruction.ECALL);
    board.csr(MSTATUS, 2L << 32 | 8);
    assertThat(run(MACHINE).csrs().get(MSTATUS) & 0x1888).isEqualTo(0x1880);
  }

  @Test
  void returnGoesToTheModeAndPlaceOfTheTrap() {
    asm.csr(Instruction.CSRRW, 0, MSTATUS, 5).csr(Instruction.CSRRW, 0, MEPC, 6);
    asm.op(Instruction.MRET).word(-1).label("user").op(Instruction.ECALL);
    board.set(5, 1 << 17 | 1 << 7).set(6, TestBoard.RAM + 16 | 1);
    var state = run(MACHINE);
    assertTrap(state, 8, 0, TestBoard.RAM + 16);
    // MPIE was set and became MIE, which the call put into MPIE; MPRV fell; MPP tells user mode.
    assertThat(state.csrs().get(MSTATUS) & 0x2_1888).isEqualTo(0x80);
  }

  @Test
  void trapLoopInAHoleIsStopped() {
    board.csr(MTVEC, TestBoard.HOLE).at(TestBoard.HOLE, MACHINE);
    var thread = board.start();
    board.hart().requestStop();
    TestBoard.join(thread);
    assertThat(board.hart().save().pc()).isEqualTo(TestBoard.HOLE);
  }

  @Test
  void trappedInstructionsDoNotRetire() {
    asm.i(Instruction.ADDI, 5, 0, 1).op(Instruction.ECALL);
    assertThat(run(MACHINE).instructionsRetired()).isEqualTo(2); // addi, and the store at the end
  }
}
