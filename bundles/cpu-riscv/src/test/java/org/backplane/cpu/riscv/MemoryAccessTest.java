package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.backplane.api.cpu.HartState;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Loads and stores: address in x11, value in x10, traps end at the handler with their registers.
 */
class MemoryAccessTest {

  private static final long SCRATCH = TestBoard.RAM + 0x8000;
  private static final int VALUE = 10;
  private static final int BASE = 11;
  private static final int STOPPER = 31;
  private static final int MEPC = 0x341;
  private static final int MCAUSE = 0x342;
  private static final int MTVAL = 0x343;

  private final TestBoard board = new TestBoard();

  @AfterEach
  void close() {
    board.close();
  }

  private HartState execute(Instruction instruction, long address, long value) {
    var asm = new Assembler(TestBoard.RAM);
    switch (instruction) {
      case SB, SH, SW, SD -> asm.s(instruction, VALUE, BASE, 0);
      default -> asm.i(instruction, VALUE, BASE, 0);
    }
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble());
    board.set(VALUE, value).set(BASE, address).set(STOPPER, TestBoard.STOPPER);
    return board.csr(0x305, asm.address("stop")).at(TestBoard.RAM, 3).run();
  }

  @ParameterizedTest
  @CsvSource({
    "LB, ffffffffffffff88",
    "LBU, 88",
    "LH, ffffffffffff9988",
    "LHU, 9988",
    "LW, ffffffffbbaa9988",
    "LWU, bbaa9988",
    "LD, ffeeddccbbaa9988",
  })
  void loadsOfAllWidths(Instruction instruction, String expected) {
    for (int offset : new int[] {0, 1, 3, 4, 7}) { // aligned or not
      board.word64(SCRATCH + offset, 0xffee_ddcc_bbaa_9988L);
      assertThat(Long.toHexString(execute(instruction, SCRATCH + offset, 0).x().get(VALUE)))
          .isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SB, 11111111111111f0",
    "SH, 111111111111def0",
    "SW, 111111119abcdef0",
    "SD, 123456789abcdef0",
  })
  void storesOfAllWidths(Instruction instruction, String expected) {
    for (int offset : new int[] {0, 1, 3, 4, 7}) {
      board.word64(SCRATCH + offset, 0x1111_1111_1111_1111L);
      execute(instruction, SCRATCH + offset, 0x1234_5678_9abc_def0L);
      assertThat(Long.toHexString(board.word64(SCRATCH + offset))).isEqualTo(expected);
    }
  }

  @Test
  void accessesGoAcrossAdjacentBlocks() {
    execute(Instruction.SD, TestBoard.SECOND - 3, 0x1122_3344_5566_7788L);
    assertThat(execute(Instruction.LD, TestBoard.SECOND - 3, 0).x().get(VALUE))
        .isEqualTo(0x1122_3344_5566_7788L);
    assertThat(execute(Instruction.LBU, TestBoard.SECOND, 0).x().get(VALUE)).isEqualTo(0x55);
  }

  @Test
  void storeBeyondTheLastBlockStoresNothing() {
    long end = TestBoard.SECOND + TestBoard.SECOND_BYTES;
    var state = execute(Instruction.SD, end - 4, -1);
    assertTrap(state, 7, end);
    assertThat(execute(Instruction.LWU, end - 4, 0).x().get(VALUE)).isZero();
  }

  @Test
  void loadBeyondTheLastBlockNamesTheFirstMissingByte() {
    long end = TestBoard.SECOND + TestBoard.SECOND_BYTES;
    assertTrap(execute(Instruction.LW, end - 2, 0), 5, end);
  }

  @Test
  void romIsReadAndNotWritten() {
    board.place(TestBoard.ROM, new byte[] {1, 2, 3, 4});
    assertThat(execute(Instruction.LW, TestBoard.ROM, 0).x().get(VALUE)).isEqualTo(0x0403_0201);
    assertTrap(execute(Instruction.SB, TestBoard.ROM, 9), 7, TestBoard.ROM);
    assertThat(execute(Instruction.LBU, TestBoard.ROM, 0).x().get(VALUE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {TestBoard.HOLE, 0, -1, -8, Long.MIN_VALUE, Long.MAX_VALUE - 7})
  void holesFault(long address) {
    var load = execute(Instruction.LB, address, 0x77);
    assertTrap(load, 5, address);
    assertThat(load.x().get(VALUE)).isEqualTo(0x77); // untouched
    assertTrap(execute(Instruction.SB, address, 0), 7, address);
  }

  @ParameterizedTest
  @CsvSource({
    "LB, 1, ffffffffffffffFE",
    "LBU, 1, fe",
    "LH, 2, fffffffffffffedc",
    "LHU, 2, fedc",
    "LW, 4, fffffffffedcba98",
    "LWU, 4, fedcba98",
    "LD, 8, fedcba9876543210",
  })
  void devicesAreRead(Instruction instruction, int width, String expected) {
    var state = execute(instruction, TestBoard.DEVICE + 8, 0);
    assertThat(Long.toHexString(state.x().get(VALUE))).isEqualToIgnoringCase(expected);
    assertThat(board.accesses).first().isEqualTo("load 10000008 " + width);
  }

  @Test
  void devicesAreWritten() {
    execute(Instruction.SW, TestBoard.DEVICE + 4, 0x1_2345_6789L);
    assertThat(board.accesses.getFirst()).startsWith("store 10000004 4 ").endsWith("23456789");
  }

  @Test
  void misalignedDeviceAccessFaultsWithoutReachingTheDevice() {
    assertTrap(execute(Instruction.LW, TestBoard.DEVICE + 2, 0), 5, TestBoard.DEVICE + 2);
    assertTrap(execute(Instruction.SH, TestBoard.DEVICE + 1, 0), 7, TestBoard.DEVICE + 1);
    assertThat(board.accesses).noneMatch(a -> a.contains("10000002") || a.contains("10000001 "));
  }

  @Test
  void fetchFromAHoleFaultsThere() {
    var asm = new Assembler(TestBoard.RAM).i(Instruction.JALR, 1, BASE, 0);
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).set(BASE, TestBoard.HOLE);
    var state = board.set(STOPPER, TestBoard.STOPPER).csr(0x305, asm.address("stop")).run();
    assertThat(state.csrs())
        .containsEntry(MCAUSE, 1L)
        .containsEntry(MTVAL, TestBoard.HOLE)
        .containsEntry(MEPC, TestBoard.HOLE);
    assertThat(state.x().get(1)).isEqualTo(TestBoard.RAM + 4); // the jump itself is done
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        TestBoard.SECOND + TestBoard.SECOND_BYTES,
        TestBoard.ROM + TestBoard.ROM_BYTES,
      })
  void fetchThatRunsOffTheEndNamesTheMissingHalf(long end) {
    board.place(end - 2, new byte[] {0x13, 0}); // half of a 32-bit instruction
    var asm = new Assembler(TestBoard.RAM).i(Instruction.JALR, 1, BASE, 0);
    asm.label("stop").s(Instruction.SW, 0, STOPPER, 0);
    board.place(TestBoard.RAM, asm.assemble()).set(BASE, end - 2);
    var state = board.set(STOPPER, TestBoard.STOPPER).csr(0x305, asm.address("stop")).run();
    assertThat(state.csrs()).containsEntry(MEPC, end - 2).containsEntry(MTVAL, end);
    assertThat(state.csrs()).containsEntry(MCAUSE, 1L);
  }

  private static void assertTrap(HartState state, long cause, long value) {
    assertThat(state.csrs())
        .containsEntry(MCAUSE, cause)
        .containsEntry(MTVAL, value)
        .containsEntry(MEPC, TestBoard.RAM);
  }
}
