package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The A extension: address in x11, operand in x12, result in x10. */
class AtomicTest {

  private static final long CELL = TestBoard.RAM + 0x8000;
  private static final int RESULT = 10;
  private static final int BASE = 11;
  private static final int OPERAND = 12;
  private static final int STOPPER = 31;

  private final TestBoard board = new TestBoard();
  private final Assembler asm = new Assembler(TestBoard.RAM);

  @AfterEach
  void close() {
    board.close();
  }

  private HartState run(long base, long operand) {
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).csr(0x305, asm.address("stop"));
    return board.set(BASE, base).set(OPERAND, operand).set(STOPPER, TestBoard.STOPPER).run();
  }

  @ParameterizedTest
  @CsvSource({
    "AMOSWAP_D, 8000000000000001, 5, 5",
    "AMOADD_D, ffffffffffffffff, 2, 1",
    "AMOXOR_D, ff, f0, f",
    "AMOAND_D, ff, f0, f0",
    "AMOOR_D, f, f0, ff",
    "AMOMIN_D, ffffffffffffffff, 1, ffffffffffffffff",
    "AMOMAX_D, ffffffffffffffff, 1, 1",
    "AMOMINU_D, ffffffffffffffff, 1, 1",
    "AMOMAXU_D, ffffffffffffffff, 1, ffffffffffffffff",
  })
  void doublewords(Instruction instruction, String before, String operand, String after) {
    long was = Long.parseUnsignedLong(before, 16);
    board.word64(CELL, was);
    asm.r(instruction, RESULT, BASE, OPERAND);
    var state = run(CELL, Long.parseUnsignedLong(operand, 16));
    assertThat(state.x().get(RESULT)).isEqualTo(was);
    assertThat(Long.toHexString(board.word64(CELL))).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "AMOSWAP_W, 80000001, 1122334455667788, 55667788",
    "AMOADD_W, ffffffff, 2, 1",
    "AMOXOR_W, ff, f0, f",
    "AMOAND_W, ff, f0, f0",
    "AMOOR_W, f, f0, ff",
    "AMOMIN_W, ffffffff, 1, ffffffff",
    "AMOMAX_W, ffffffff, 100000001, 1", // the operand's upper half does not count
    "AMOMINU_W, ffffffff, 1, 1",
    "AMOMINU_W, 80000000, ffffffff7fffffff, 7fffffff",
    "AMOMAXU_W, ffffffff, 100000001, ffffffff",
  })
  void words(Instruction instruction, String before, String operand, String after) {
    int was = Integer.parseUnsignedInt(before, 16);
    board.word64(CELL, 0x7777_7777_0000_0000L | Integer.toUnsignedLong(was));
    asm.r(instruction, RESULT, BASE, OPERAND);
    var state = run(CELL, Long.parseUnsignedLong(operand, 16));
    assertThat(state.x().get(RESULT)).isEqualTo(was);
    assertThat(board.word64(CELL) >>> 32).isEqualTo(0x7777_7777);
    assertThat(Integer.toHexString((int) board.word64(CELL))).isEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource({
    "LR_W, 4, 2",
    "LR_D, 4, 4",
    "SC_W, 6, 1",
    "SC_D, 6, 4",
    "AMOADD_W, 6, 2",
    "AMOOR_D, 6, 4"
  })
  void misalignmentFaults(Instruction instruction, long cause, int offset) {
    asm.r(instruction, RESULT, BASE, 0);
    var state = run(CELL + offset, 0);
    assertThat(state.csrs()).containsEntry(0x342, cause).containsEntry(0x343, CELL + offset);
  }

  @ParameterizedTest
  @CsvSource({"LR_W, 5", "SC_D, 7", "AMOSWAP_W, 7"})
  void onlyRamTakesThem(Instruction instruction, long cause) {
    asm.r(instruction, RESULT, BASE, 0);
    assertThat(run(TestBoard.DEVICE, 0).csrs()).containsEntry(0x342, cause);
    assertThat(board.accesses).hasSize(1); // the one that stops
  }

  @Test
  void romTakesNoAmo() {
    asm.r(Instruction.AMOADD_W, RESULT, BASE, OPERAND);
    assertThat(run(TestBoard.ROM, 1).csrs()).containsEntry(0x342, 7L);
  }

  @Test
  void reservedStoreSucceedsOnce() {
    board.word64(CELL, 0xffff_fff0L);
    asm.r(Instruction.LR_W, RESULT, BASE, 0).r(Instruction.SC_W, 5, BASE, OPERAND);
    asm.r(Instruction.SC_W, 6, BASE, RESULT);
    var state = run(CELL, 7);
    assertThat(state.x().get(RESULT)).isEqualTo(-16);
    assertThat(state.x().get(5)).isZero();
    assertThat(state.x().get(6)).isEqualTo(1);
    assertThat(board.word64(CELL)).isEqualTo(7);
  }

  @Test
  void reservationEndsEvenIfTheValueStaysTheSame() {
    board.word64(CELL, 7);
    asm.r(Instruction.LR_D, RESULT, BASE, 0).r(Instruction.SC_D, 5, BASE, OPERAND);
    asm.r(Instruction.SC_D, 6, BASE, 0);
    var state = run(CELL, 7);
    assertThat(state.x().get(5)).isZero();
    assertThat(state.x().get(6)).isEqualTo(1);
    assertThat(board.word64(CELL)).isEqualTo(7);
  }

  @Test
  void reservationIsForItsAddressAndWidth() {
    asm.r(Instruction.LR_D, RESULT, BASE, 0).r(Instruction.SC_W, 5, BASE, OPERAND);
    asm.r(Instruction.LR_D, RESULT, BASE, 0).i(Instruction.ADDI, BASE, BASE, 8);
    asm.r(Instruction.SC_D, 6, BASE, OPERAND);
    var state = run(CELL, 7);
    assertThat(state.x().get(5)).isEqualTo(1);
    assertThat(state.x().get(6)).isEqualTo(1);
    assertThat(board.word64(CELL)).isZero();
    assertThat(board.word64(CELL + 8)).isZero();
  }

  @Test
  void storeInBetweenEndsAReservation() {
    asm.r(Instruction.LR_D, RESULT, BASE, 0).s(Instruction.SD, OPERAND, BASE, 0);
    asm.r(Instruction.SC_D, 5, BASE, 0);
    assertThat(run(CELL, 7).x().get(5)).isEqualTo(1);
    assertThat(board.word64(CELL)).isEqualTo(7);
  }

  @Test
  void countsTogetherWithADeviceThreadLoseNothing() {
    int rounds = 200_000;
    asm.label("loop").r(Instruction.AMOADD_D, 0, BASE, OPERAND);
    asm.label("retry").r(Instruction.LR_D, 5, BASE, 0).i(Instruction.ADDI, 5, 5, 1);
    asm.r(Instruction.SC_D, 6, BASE, 5).b(Instruction.BNE, 6, 0, "retry");
    asm.i(Instruction.ADDI, 7, 7, -1).b(Instruction.BNE, 7, 0, "loop");
    board.set(7, rounds);
    VarHandle cell = ValueLayout.JAVA_LONG.varHandle();
    var device =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  for (int i = 0; i < rounds; i++) {
                    cell.getAndAdd(board.ram, CELL - TestBoard.RAM, 1L);
                  }
                });
    run(CELL, 1);
    TestBoard.join(device);
    assertThat(board.word64(CELL)).isEqualTo(3L * rounds);
  }
}
