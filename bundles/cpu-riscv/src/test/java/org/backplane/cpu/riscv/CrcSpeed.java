package org.backplane.cpu.riscv;

import java.lang.management.ManagementFactory;
import org.backplane.cpu.riscv.isa.Instruction;

/**
 * Prints how many million guest instructions a second a CRC-32 loop over 64 KiB gets; not a test.
 * Argument: how many seconds to measure.
 */
public final class CrcSpeed {

  private static final int TABLE = 10;
  private static final int AT = 11;
  private static final int END = 12;
  private static final int CRC = 13;
  private static final int BYTE = 14;
  private static final int BUFFER_BYTES = 0x1_0000;

  private CrcSpeed() {}

  static byte[] program() {
    var asm = new Assembler(TestBoard.RAM);
    asm.la(TABLE, TestBoard.RAM + 0x1000).label("again");
    asm.la(AT, TestBoard.RAM + 0x2_0000).la(END, TestBoard.RAM + 0x2_0000 + BUFFER_BYTES);
    asm.label("loop").i(Instruction.LBU, BYTE, AT, 0);
    asm.r(Instruction.XOR, BYTE, BYTE, CRC).i(Instruction.ANDI, BYTE, BYTE, 0xff);
    asm.i(Instruction.SLLI, BYTE, BYTE, 2).r(Instruction.ADD, BYTE, BYTE, TABLE);
    asm.i(Instruction.LWU, BYTE, BYTE, 0).i(Instruction.SRLI, CRC, CRC, 8);
    asm.r(Instruction.XOR, CRC, CRC, BYTE).s(Instruction.SB, CRC, AT, 0);
    asm.i(Instruction.ADDI, AT, AT, 1).b(Instruction.BNE, AT, END, "loop");
    return asm.j(0, "again").assemble();
  }

  public static void main(String[] arguments) throws InterruptedException {
    int seconds = arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]);
    var threads = ManagementFactory.getThreadMXBean();
    try (var board = new TestBoard().place(TestBoard.RAM, program())) {
      var thread = board.start();
      for (int i = 0; i < seconds; i++) {
        long instructions = board.hart().instructionsRetired();
        long nanos = System.nanoTime();
        long cpu = threads.getThreadCpuTime(thread.threadId());
        thread.join(1000);
        instructions = board.hart().instructionsRetired() - instructions;
        nanos = System.nanoTime() - nanos;
        cpu = threads.getThreadCpuTime(thread.threadId()) - cpu;
        System.out.printf(
            "%.1f MIPS, %.1f per second of CPU time%n",
            instructions * 1e3 / nanos, instructions * 1e3 / cpu);
      }
      board.hart().requestStop();
      thread.join();
    }
  }
}
