package org.backplane.cpu.riscv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.backplane.cpu.riscv.isa.Instruction;

/** A two-pass assembler with the encoders that the tests need. */
public final class Assembler {

  /** The rounding mode that the control and status register chooses. */
  public static final int DYNAMIC = 7;

  private static final int ROUNDING_FIELD = 0x7000;

  private final long origin;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Long> labels = new HashMap<>();
  private final List<Fixup> fixups = new ArrayList<>();

  private record Fixup(int at, Instruction instruction, int word, String label) {}

  public Assembler(long origin) {
    this.origin = origin;
  }

  public long here() {
    return origin + bytes.size();
  }

  public long address(String label) {
    return labels.get(label);
  }

  public Assembler label(String name) {
    labels.put(name, here());
    return this;
  }

  public Assembler word(int word) {
    return half(word).half(word >>> 16);
  }

  public Assembler half(int half) {
    bytes.write(half);
    bytes.write(half >>> 8);
    return this;
  }

  public Assembler zeros(int count) {
    bytes.writeBytes(new byte[count]);
    return this;
  }

  public Assembler r(Instruction i, int rd, int rs1, int rs2) {
    return word(encodeR(i, rd, rs1, rs2));
  }

  /** An instruction with one source; also what has only an address, with {@code rd} 0. */
  public Assembler unary(Instruction i, int rd, int rs1) {
    return r(i, rd, rs1, 0);
  }

  /** A floating-point instruction with up to two sources, rounding as the register says. */
  public Assembler f(Instruction i, int rd, int rs1, int rs2) {
    return f(i, rd, rs1, rs2, DYNAMIC);
  }

  /**
   * A floating-point instruction with up to two sources.
   *
   * @param rs2 0 when it has only one
   * @param rounding 0 to 7; ignored when the instruction has no rounding mode
   */
  public Assembler f(Instruction i, int rd, int rs1, int rs2, int rounding) {
    boolean rounds = (i.mask() & ROUNDING_FIELD) == 0;
    return word(encodeR(i, rd, rs1, rs2) | (rounds ? rounding << 12 : 0));
  }

  /** A fused multiplication and addition. */
  public Assembler fused(Instruction i, int rd, int rs1, int rs2, int rs3, int rounding) {
    return word(encodeR(i, rd, rs1, rs2) | rs3 << 27 | rounding << 12);
  }

  /** Adds a number from -32 to 31 in two bytes; with two zeros, nothing. */
  public Assembler compressedAdd(int rd, int immediate) {
    return half(0x0001 | rd << 7 | sixBits(immediate));
  }

  /** Loads a number from -32 to 31 in two bytes. */
  public Assembler compressedLoadImmediate(int rd, int immediate) {
    return half(0x4001 | rd << 7 | sixBits(immediate));
  }

  /** Copies a register other than x0 in two bytes. */
  public Assembler compressedMove(int rd, int rs2) {
    return half(0x8002 | rd << 7 | rs2 << 2);
  }

  /** Jumps to a register other than x0 in two bytes. */
  public Assembler compressedJump(int rs1) {
    return half(0x8002 | rs1 << 7);
  }

  private static int sixBits(int immediate) {
    return (immediate & 0x20) << 7 | (immediate & 0x1f) << 2;
  }

  public Assembler i(Instruction i, int rd, int rs1, int immediate) {
    return word(i.match() | rd << 7 | rs1 << 15 | immediate << 20);
  }

  public Assembler s(Instruction i, int rs2, int rs1, int immediate) {
    return word(i.match() | (immediate & 0x1f) << 7 | rs1 << 15 | rs2 << 20 | immediate >> 5 << 25);
  }

  public Assembler u(Instruction i, int rd, int upper) {
    return word(i.match() | rd << 7 | upper << 12);
  }

  public Assembler b(Instruction i, int rs1, int rs2, String label) {
    fixups.add(new Fixup(bytes.size(), i, i.match() | rs1 << 15 | rs2 << 20, label));
    return word(0);
  }

  public Assembler j(int rd, String label) {
    var jal = Instruction.JAL;
    fixups.add(new Fixup(bytes.size(), jal, jal.match() | rd << 7, label));
    return word(0);
  }

  /** A CSR instruction; the operand is a register or a 5-bit immediate. */
  public Assembler csr(Instruction i, int rd, int number, int operand) {
    return word(i.match() | rd << 7 | operand << 15 | number << 20);
  }

  public Assembler op(Instruction i) {
    return word(i.match());
  }

  /** Loads a constant of up to 32 bits, sign-extended. */
  public Assembler li(int rd, int value) {
    int upper = (value + 0x800) >>> 12;
    return u(Instruction.LUI, rd, upper).i(Instruction.ADDIW, rd, rd, value - (upper << 12));
  }

  /** The address of a label or of what comes later, relative to here. */
  public Assembler la(int rd, long address) {
    int offset = Math.toIntExact(address - here());
    int upper = (offset + 0x800) >>> 12;
    return u(Instruction.AUIPC, rd, upper).i(Instruction.ADDI, rd, rd, offset - (upper << 12));
  }

  public static int encodeR(Instruction i, int rd, int rs1, int rs2) {
    return i.match() | rd << 7 | rs1 << 15 | rs2 << 20;
  }

  private static int branch(int offset) {
    return (offset & 0x1e) << 7
        | (offset & 0x800) >>> 4
        | (offset & 0x7e0) << 20
        | (offset & 0x1000) << 19;
  }

  private static int jump(int offset) {
    return (offset & 0x7fe) << 20
        | (offset & 0x800) << 9
        | (offset & 0xf_f000)
        | (offset & 0x10_0000) << 11;
  }

  public byte[] assemble() {
    byte[] code = bytes.toByteArray();
    for (var fixup : fixups) {
      int offset = (int) (address(fixup.label) - origin - fixup.at);
      boolean isJump = fixup.instruction == Instruction.JAL;
      int word = fixup.word | (isJump ? jump(offset) : branch(offset));
      for (int i = 0; i < 4; i++) {
        code[fixup.at + i] = (byte) (word >>> (8 * i));
      }
    }
    return code;
  }
}
