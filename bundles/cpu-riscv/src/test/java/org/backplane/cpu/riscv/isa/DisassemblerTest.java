package org.backplane.cpu.riscv.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class DisassemblerTest {

  private static final long ADDRESS = 0x8000_0000L;
  private static final Map<Integer, String> CSRS = Map.of(0x300, "mstatus", 0xc01, "time");

  private final Disassembler disassembler =
      new Disassembler(number -> Optional.ofNullable(CSRS.get(number)));

  /** Words and what an independent disassembler makes of them. */
  @ParameterizedTest
  @CsvFileSource(resources = "assembly.csv", numLinesToSkip = 1, delimiter = ';')
  void writesWhatAnotherDisassemblerWrites(String address, String word, String text) {
    assertThat(text(Long.parseLong(address, 16), word)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "00812503; lw a0,8(sp)",
        "4522; lw a0,8(sp)",
        "fe0007e3; beqz zero,0x7fffffee", // backwards
        "0040006f; j 0x80000004",
        "00000013; nop",
        "0001; nop",
        "8082; ret",
        "852e; mv a0,a1",
        "557d; li a0,-1",
        "30029073; csrw mstatus,t0",
        "c0102573; csrr a0,time",
        "7c0057f3; csrrwi a5,0x7c0,0", // without a name
        "34045073; csrwi 0x340,8",
        "0ff0000f; fence",
        "0330000f; fence rw,rw",
        "0110000f; fence w,w",
        "8330000f; fence.tso",
        "0100000f; pause",
        "0000100f; fence.i",
        "12000073; sfence.vma",
        "12050073; sfence.vma a0",
        "12b50073; sfence.vma a0,a1",
        "100525af; lr.w a1,(a0)",
        "160535af; lr.d.aqrl a1,(a0)",
        "04c525af; amoadd.w.aq a1,a2,(a0)",
        "02c535af; amoadd.d.rl a1,a2,(a0)",
        "06c525af; amoadd.w.aqrl a1,a2,(a0)",
        "00c5f553; fadd.s fa0,fa1,fa2", // rounding as the register says
        "00c58553; fadd.s fa0,fa1,fa2,rne",
        "6ac5f543; fmadd.d fa0,fa1,fa2,fa3",
        "d2058553; fcvt.d.w fa0,a1", // never rounds
        "d205f553; fcvt.d.w fa0,a1,dyn",
        "0045200f; cbo.zero (a0)",
      })
  void writesTheUsualNotation(String word, String text) {
    assertThat(text(ADDRESS, word)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "00000000, .half 0x0",
    "dead8002, .half 0x8002",
    "ffffffff, .word 0xffffffff",
    "00c5d553, .word 0xc5d553", // reserved rounding mode
    "00c5e553, .word 0xc5e553",
    "16c535af, .word 0x16c535af", // load-reserved with a second source
    "58c58553, .word 0x58c58553", // square root with a second source
    "00200073, .word 0x200073",
  })
  void writesIllegalWordsAsNumbers(String word, String text) {
    assertThat(text(ADDRESS, word)).isEqualTo(text);
  }

  @Test
  void addressesWrapAround() {
    assertThat(text(-4, "0080006f")).isEqualTo("j 0x4");
    assertThat(text(0, "ffdff06f")).isEqualTo("j 0xfffffffffffffffc");
  }

  @Property
  void everyWordHasAText(@ForAll long address, @ForAll int word) {
    assertThat(disassembler.text(address, word)).matches("[.a-z0-9]+( [-a-z0-9,()]+)?");
  }

  private String text(long address, String word) {
    return disassembler.text(address, Integer.parseUnsignedInt(word, 16));
  }
}
