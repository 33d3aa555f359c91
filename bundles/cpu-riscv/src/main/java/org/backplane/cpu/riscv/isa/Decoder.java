package org.backplane.cpu.riscv.isa;

import java.util.ArrayList;
import java.util.List;

/** Turns instruction words into {@linkplain Operation operations}. Immutable; any thread. */
public final class Decoder {

  private static final int GROUPS = 128;

  private final Instruction[][] byOpcode;
  private final Compressed[] compressed = Compressed.values();

  public Decoder() {
    List<List<Instruction>> groups = new ArrayList<>();
    for (int opcode = 0; opcode < GROUPS; opcode++) {
      groups.add(new ArrayList<>());
    }
    for (var instruction : Instruction.values()) {
      groups.get(instruction.match() & (GROUPS - 1)).add(instruction);
    }
    byOpcode =
        groups.stream().map(g -> g.toArray(Instruction[]::new)).toArray(Instruction[][]::new);
  }

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
    return isCompressed(word) ? decodeCompressed(word & 0xffff) : decodeFull(word);
  }

  private long decodeFull(int word) {
    for (var instruction : byOpcode[word & (GROUPS - 1)]) {
      if (instruction.matches(word)) {
        return instruction.format().operation(instruction, word);
      }
    }
    return Operation.illegal(word, 4);
  }

  private long decodeCompressed(int word) {
    for (var candidate : compressed) {
      if (candidate.matches(word)) {
        return candidate.operation(word);
      }
    }
    return Operation.illegal(word, 2);
  }
}
