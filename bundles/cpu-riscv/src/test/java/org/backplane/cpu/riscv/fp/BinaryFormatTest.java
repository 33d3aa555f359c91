package org.backplane.cpu.riscv.fp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.backplane.cpu.riscv.fp.BinaryFormat.DOUBLE;
import static org.backplane.cpu.riscv.fp.BinaryFormat.SINGLE;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryFormatTest {

  @ParameterizedTest
  @CsvSource({
    "SINGLE, ff800000, 0",
    "SINGLE, ff7fffff, 1",
    "SINGLE, 80800000, 1",
    "SINGLE, 807fffff, 2",
    "SINGLE, 80000001, 2",
    "SINGLE, 80000000, 3",
    "SINGLE, 00000000, 4",
    "SINGLE, 00000001, 5",
    "SINGLE, 007fffff, 5",
    "SINGLE, 00800000, 6",
    "SINGLE, 7f7fffff, 6",
    "SINGLE, 7f800000, 7",
    "SINGLE, 7f800001, 8",
    "SINGLE, ffbfffff, 8",
    "SINGLE, 7fc00000, 9",
    "SINGLE, ffffffff, 9",
    "DOUBLE, fff0000000000000, 0",
    "DOUBLE, ffefffffffffffff, 1",
    "DOUBLE, 8010000000000000, 1",
    "DOUBLE, 800fffffffffffff, 2",
    "DOUBLE, 8000000000000001, 2",
    "DOUBLE, 8000000000000000, 3",
    "DOUBLE, 0000000000000000, 4",
    "DOUBLE, 0000000000000001, 5",
    "DOUBLE, 000fffffffffffff, 5",
    "DOUBLE, 0010000000000000, 6",
    "DOUBLE, 7fefffffffffffff, 6",
    "DOUBLE, 7ff0000000000000, 7",
    "DOUBLE, 7ff0000000000001, 8",
    "DOUBLE, fff7ffffffffffff, 8",
    "DOUBLE, 7ff8000000000000, 9",
    "DOUBLE, ffffffffffffffff, 9",
  })
  void classIsOneBit(BinaryFormat format, String hex, int bit) {
    assertThat(format.classify(Long.parseUnsignedLong(hex, 16))).isEqualTo(1L << bit);
  }

  @Test
  void signsAreMovedAsBitsEvenOnNans() {
    assertThat(SINGLE.copySign(0x7f80_0001L, 0x8000_0000L)).isEqualTo(0xff80_0001L);
    assertThat(SINGLE.copySign(0xbf80_0000L, 0x3f80_0000L)).isEqualTo(0x3f80_0000L);
    assertThat(SINGLE.copyOppositeSign(0x3f80_0000L, 0x3f80_0000L)).isEqualTo(0xbf80_0000L);
    assertThat(SINGLE.copyOppositeSign(0xbf80_0000L, 0xbf80_0000L)).isEqualTo(0x3f80_0000L);
    assertThat(SINGLE.multiplySigns(0xbf80_0000L, 0xffc0_0000L)).isEqualTo(0x3f80_0000L);
    assertThat(SINGLE.multiplySigns(0xbf80_0000L, 0x7fc0_0000L)).isEqualTo(0xbf80_0000L);
    assertThat(DOUBLE.copySign(1, Long.MIN_VALUE)).isEqualTo(0x8000_0000_0000_0001L);
    assertThat(DOUBLE.copyOppositeSign(1, 0)).isEqualTo(0x8000_0000_0000_0001L);
    assertThat(DOUBLE.multiplySigns(-1, Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void singlesLiveInBoxes() {
    assertThat(NanBox.box(0x3f80_0000L)).isEqualTo(0xffff_ffff_3f80_0000L);
    assertThat(NanBox.unbox(0xffff_ffff_3f80_0000L)).isEqualTo(0x3f80_0000L);
    assertThat(NanBox.unbox(0xffff_ffff_ff80_0001L)).isEqualTo(0xff80_0001L);
    assertThat(NanBox.unbox(0xffff_fffe_3f80_0000L)).isEqualTo(0x7fc0_0000L);
    assertThat(NanBox.unbox(0x3f80_0000L)).isEqualTo(0x7fc0_0000L);
  }
}
