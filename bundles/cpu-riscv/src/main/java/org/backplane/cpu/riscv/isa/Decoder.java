package org.backplane.cpu.riscv.isa;

import java.util.List;

/** Turns instruction words into {@linkplain Operation operations}. Immutable; any thread. */
public final class Decoder {

  private static final int OPCODE_AND_FUNCTIONS = 0xfe00_707c;
  private static final int COMPRESSED_FUNCTIONS = 0xfc63;

  private static final Lookup<Instruction> FULL =
      new Lookup<>(OPCODE_AND_FUNCTIONS, List.of(Instruction.values()), Instruction.ILLEGAL);
  private static final Lookup<Compressed> HALF =
      new Lookup<>(COMPRESSED_FUNCTIONS, List.of(Compressed.values()), Compressed.C_ILLEGAL);

  public Decoder() {}

  /** Whether the instruction that begins with this halfword is 16 bits long, else it is 32. */
  public static boolean isCompressed(int halfword) {
    return (halfword & 3) != 3;
  }

  /**
   * Decodes one instruction; every word has a result, {@link Instruction#ILLEGAL} when it is no
   * instruction.
   *
   * @param word the instruction; of a compressed one, the upper half is ignored
   */
  public long decode(int word) {
    if (isCompressed(word)) {
      int half = word & 0xffff;
      return HALF.find(half).operation(half);
    }
    var instruction = FULL.find(word);
    return instruction == Instruction.ILLEGAL
        ? Operation.illegal(word, 4)
        : instruction.format().operation(instruction, word);
  }
}
