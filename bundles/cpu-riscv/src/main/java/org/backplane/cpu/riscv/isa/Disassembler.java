package org.backplane.cpu.riscv.isa;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Writes instructions as assembly: registers by the names of the calling convention, special cases
 * by their own names ({@code ret}, {@code li a0,1}), places in the code as absolute addresses. A
 * compressed instruction is shown as what it stands for. Immutable; any thread.
 */
public final class Disassembler {

  private static final List<String> ROUNDING =
      List.of("rne", "rtz", "rdn", "rup", "rmm", "", "", "dyn");
  private static final int NEAREST = 0;
  private static final int DYNAMIC = 7;
  private static final List<String> ORDER = List.of("", ".rl", ".aq", ".aqrl");

  private final Decoder decoder = new Decoder();
  private final IntFunction<Optional<String>> csrNames;

  /**
   * @param csrNames the names of control and status registers, by their numbers of 12 bits; one
   *     without a name is shown as its number
   */
  public Disassembler(IntFunction<Optional<String>> csrNames) {
    this.csrNames = csrNames;
  }

  /**
   * One instruction, such as {@code lw a0,8(sp)}; {@code .word 0x0} or {@code .half 0x0} when it is
   * none.
   *
   * @param address where it is, for places that are relative to it
   * @param word the instruction; of a compressed one, the upper half is ignored
   */
  public String text(long address, int word) {
    long operation = decoder.decode(word);
    var instruction = Operation.instruction(operation);
    if (instruction == Instruction.ILLEGAL || hasReservedRounding(instruction, operation)) {
      return Decoder.isCompressed(word)
          ? ".half " + hex(word & 0xffff)
          : ".word " + hex(Integer.toUnsignedLong(word));
    }
    return Pseudo.of(operation)
        .map(p -> line(p.mnemonic(), p.operands(), address, operation))
        .orElseGet(
            () ->
                line(
                    instruction.mnemonic() + order(instruction, operation),
                    instruction.syntax().operands(),
                    address,
                    operation));
  }

  private static boolean hasReservedRounding(Instruction instruction, long operation) {
    var operands = instruction.syntax().operands();
    boolean rounds =
        operands.contains(Operand.ROUNDING) || operands.contains(Operand.IDLE_ROUNDING);
    return rounds && ROUNDING.get(roundingOf(operation)).isEmpty();
  }

  private static String order(Instruction instruction, long operation) {
    return instruction.format() == Format.ATOMIC
        ? ORDER.get((int) Operation.immediate(operation))
        : "";
  }

  private String line(String mnemonic, List<Operand> operands, long address, long operation) {
    var list =
        operands.stream()
            .map(o -> text(o, address, operation))
            .filter(t -> !t.isEmpty())
            .collect(joining(","));
    return list.isEmpty() ? mnemonic : mnemonic + " " + list;
  }

  private String text(Operand operand, long address, long operation) {
    long immediate = Operation.immediate(operation);
    int word = (int) immediate; // in formats that carry it
    var base = RegisterNames.integer(Operation.rs1(operation));
    return switch (operand) {
      case RD -> RegisterNames.integer(Operation.rd(operation));
      case RS1 -> base;
      case RS2 -> RegisterNames.integer(Operation.rs2(operation));
      case FRD -> RegisterNames.floating(Operation.rd(operation));
      case FRS1 -> RegisterNames.floating(Operation.rs1(operation));
      case FRS2 -> RegisterNames.floating(Operation.rs2(operation));
      case FRS3 -> RegisterNames.floating(word >>> 27);
      case IMMEDIATE -> Long.toString(immediate);
      case SHIFT -> hex(immediate);
      case UPPER -> hex(word >>> 12);
      case TARGET -> hex(address + immediate);
      case DISPLACED -> immediate + "(" + base + ")";
      case INDIRECT -> "(" + base + ")";
      case CSR -> csrNames.apply(word >>> 20).orElseGet(() -> hex(word >>> 20));
      case SMALL -> Integer.toString(Operation.rs1(operation));
      case PREDECESSORS -> fenceSet(word >>> 24);
      case SUCCESSORS -> fenceSet(word >>> 20);
      case ROUNDING -> rounding(operation, DYNAMIC);
      case IDLE_ROUNDING -> rounding(operation, NEAREST);
    };
  }

  private static int roundingOf(long operation) {
    return (int) Operation.immediate(operation) >>> 12 & 7;
  }

  private static String rounding(long operation, int unwritten) {
    int mode = roundingOf(operation);
    return mode == unwritten ? "" : ROUNDING.get(mode);
  }

  /** The letters of input, output, reads and writes. */
  private static String fenceSet(int bits) {
    var letters =
        ((bits & 8) != 0 ? "i" : "")
            + ((bits & 4) != 0 ? "o" : "")
            + ((bits & 2) != 0 ? "r" : "")
            + ((bits & 1) != 0 ? "w" : "");
    return letters.isEmpty() ? "0" : letters;
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
