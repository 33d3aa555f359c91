package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.PagedGuest.DATA;
import static org.backplane.cpu.riscv.PagedGuest.MENVCFG;
import static org.backplane.cpu.riscv.PagedGuest.PAGE;
import static org.backplane.cpu.riscv.PagedGuest.assertTrapped;

import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;

/** Blocks of the cache, zeroed by supervisor mode where machine mode allows it. */
class CacheBlockTest extends SupervisorRig {

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
}
