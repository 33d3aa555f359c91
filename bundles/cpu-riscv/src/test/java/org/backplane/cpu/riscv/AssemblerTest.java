package org.backplane.cpu.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.backplane.cpu.riscv.isa.Decoder;
import org.backplane.cpu.riscv.isa.Disassembler;
import org.backplane.cpu.riscv.isa.Instruction;
import org.junit.jupiter.api.Test;

/** What the tests assemble is what they mean. */
class AssemblerTest {

  private final Assembler asm = new Assembler(0x8000_0000L);

  @Test
  void encodesIntegers() {
    asm.r(Instruction.SH2ADD, 10, 11, 12)
        .unary(Instruction.CLZ, 10, 11)
        .unary(Instruction.CBO_ZERO, 0, 10)
        .i(Instruction.RORI, 10, 11, 63)
        .r(Instruction.SFENCE_VMA, 0, 10, 11);
    assertThat(text())
        .containsExactly(
            "sh2add a0,a1,a2", "clz a0,a1", "cbo.zero (a0)", "rori a0,a1,0x3f", "sfence.vma a0,a1");
  }

  @Test
  void encodesFloatingPoint() {
    asm.i(Instruction.FLD, 0, 2, -8)
        .s(Instruction.FSW, 31, 2, -4)
        .f(Instruction.FADD_D, 10, 11, 12)
        .f(Instruction.FADD_S, 10, 11, 12, 1)
        .f(Instruction.FMAX_D, 10, 11, 12)
        .f(Instruction.FCVT_W_S, 10, 11, 0, 2)
        .f(Instruction.FSQRT_D, 10, 11, 0)
        .f(Instruction.FMV_X_D, 10, 11, 0)
        .fused(Instruction.FNMSUB_D, 10, 11, 12, 13, Assembler.DYNAMIC);
    assertThat(text())
        .containsExactly(
            "fld ft0,-8(sp)",
            "fsw ft11,-4(sp)",
            "fadd.d fa0,fa1,fa2",
            "fadd.s fa0,fa1,fa2,rtz",
            "fmax.d fa0,fa1,fa2",
            "fcvt.w.s a0,fa1,rdn",
            "fsqrt.d fa0,fa1",
            "fmv.x.d a0,fa1",
            "fnmsub.d fa0,fa1,fa2,fa3");
  }

  @Test
  void encodesCompressed() {
    asm.compressedAdd(0, 0)
        .compressedAdd(10, -32)
        .compressedLoadImmediate(10, 31)
        .compressedMove(10, 11)
        .compressedJump(1);
    assertThat(text()).containsExactly("nop", "addi a0,a0,-32", "li a0,31", "mv a0,a1", "ret");
  }

  private List<String> text() {
    var disassembler = new Disassembler(_ -> Optional.empty());
    var code = ByteBuffer.wrap(asm.assemble()).order(ByteOrder.LITTLE_ENDIAN);
    List<String> lines = new ArrayList<>();
    while (code.hasRemaining()) {
      int low = code.getShort() & 0xffff;
      int word = Decoder.isCompressed(low) ? low : low | code.getShort() << 16;
      lines.add(disassembler.text(0x8000_0000L, word));
    }
    return lines;
  }
}
