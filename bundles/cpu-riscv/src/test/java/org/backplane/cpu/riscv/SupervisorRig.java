package org.backplane.cpu.riscv;

import static org.backplane.cpu.riscv.PagedGuest.USER;
import static org.backplane.cpu.riscv.PagedGuest.USER_CODE;
import static org.backplane.cpu.riscv.PagedGuest.USER_MODE;

import org.backplane.api.cpu.HartState;
import org.junit.jupiter.api.AfterEach;

/** A guest in supervisor mode with paging on, and programs of user mode below it. */
abstract class SupervisorRig {

  static final long SPP = 1 << 8;
  static final long SIE_BIT = 1 << 1;
  static final long SPIE = 1 << 5;

  final PagedGuest guest = new PagedGuest();
  final TestBoard board = guest.board;
  final Assembler asm = guest.asm;

  @AfterEach
  void close() {
    guest.close();
  }

  HartState runUser(Assembler user) {
    board.place(USER_CODE, user.assemble());
    return guest.run(USER, USER_MODE);
  }

  static Assembler user() {
    return new Assembler(USER);
  }
}
