package org.backplane.cpu.riscv.isa;

/**
 * A decoded instruction in one {@code long}, so that a page of code is one array and executing it
 * allocates nothing. It is never 0, which marks what is not decoded yet.
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><td>0-9</td><td>instruction, its ordinal</td></tr>
 * <tr><td>10-15</td><td>rd; {@link #SINK} for x0, so that writing it needs no test; f0 stays 0</td></tr>
 * <tr><td>16-20</td><td>rs1</td></tr>
 * <tr><td>21-25</td><td>rs2</td></tr>
 * <tr><td>26-28</td><td>length in bytes, 2 or 4</td></tr>
 * <tr><td>32-63</td><td>immediate, signed</td></tr>
 * </table>
 */
public final class Operation {

  /** Register that takes what is written to x0. */
  public static final int SINK = 32;

  /** Size of a register file that has room for {@link #SINK}. */
  public static final int REGISTERS = 33;

  private static final Instruction[] INSTRUCTIONS = Instruction.values();

  private Operation() {}

  @SuppressWarnings("EnumOrdinal") // a dense number that never leaves the process
  static long of(Instruction instruction, int rd, int rs1, int rs2, int immediate, int length) {
    return (long) immediate << 32
        | (long) length << 26
        | (long) rs2 << 21
        | (long) rs1 << 16
        | (long) (rd == 0 && !instruction.writesFloat() ? SINK : rd) << 10
        | instruction.ordinal();
  }

  /** What cannot be executed; the immediate is the word. */
  static long illegal(int word, int length) {
    return of(Instruction.ILLEGAL, 0, 0, 0, word, length);
  }

  public static Instruction instruction(long operation) {
    return INSTRUCTIONS[opcode(operation)];
  }

  /** The number of the instruction, for those that have an {@link Opcode}. */
  public static int opcode(long operation) {
    return (int) operation & 0x3ff;
  }

  public static int rd(long operation) {
    return (int) operation >>> 10 & 0x3f;
  }

  public static int rs1(long operation) {
    return (int) operation >>> 16 & 0x1f;
  }

  public static int rs2(long operation) {
    return (int) operation >>> 21 & 0x1f;
  }

  public static int length(long operation) {
    return (int) operation >>> 26 & 7;
  }

  public static long immediate(long operation) {
    return operation >> 32;
  }
}
